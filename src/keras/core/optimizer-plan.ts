/**
 * What an optimizer keeps between steps, laid out in the order of Keras' `optimizer.variables`: counter, learning rate,
 * averages, accumulators, slots. An optimizer that wraps others holds its own states first, then theirs.
 * Source: keras/src/optimizers/base_optimizer.py, loss_scale_optimizer.py and multi_optimizer.py.
 */
import { ProblemError, problem } from '../../base/problem';
import type { Shape } from '../../base/shape';
import type { ObjectValue } from './args';
import type { OptimizerDefinition, SlotSpec, UpdateRuleDefinition, Wrapping } from './definitions';
import type { Variable } from './layer-plan';
import { wholePath } from './patterns';
import { resolve } from './registry';

/** What every optimizer takes beside its own arguments. */
export interface BaseConfig {
  readonly learning_rate: number | ObjectValue;
  readonly weight_decay: number | null;
  readonly clipnorm: number | null;
  readonly clipvalue: number | null;
  readonly global_clipnorm: number | null;
  readonly use_ema: boolean;
  readonly ema_momentum: number;
  readonly ema_overwrite_frequency: number | null;
  readonly loss_scale_factor: number | null;
  readonly gradient_accumulation_steps: number | null;
  readonly name: string | null;
}

/** One entry of Keras' `optimizer.variables`. */
export interface OptimizerState {
  /** Keras' name for it. */
  readonly name: string;
  /** Unique among the states of the whole optimizer. */
  readonly key: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  /** Every element starts at this; `variable` starts as the trained variable does. */
  readonly value: number | 'variable';
  /** Which trained variable it belongs to; null when to none. */
  readonly of: number | null;
}

export type Trainable = Pick<Variable, 'path' | 'shape' | 'constraint'>;

interface CommonPlan {
  readonly variables: readonly Trainable[];
  readonly states: readonly OptimizerState[];
  /** Position of the one learning rate a user may set; null where a schedule or several optimizers have it. */
  readonly learningRate: number | null;
  /** Position of each variable's moving average, null for those without one; null without use_ema. */
  readonly averages: readonly (number | null)[] | null;
}

/** One update rule for all variables. */
export interface RulePlan extends CommonPlan {
  readonly how: 'rule';
  readonly definition: UpdateRuleDefinition;
  readonly config: never;
  readonly base: BaseConfig;
  readonly accumulators: readonly number[] | null;
  /** Positions of each variable's slots. */
  readonly slots: readonly (readonly number[])[];
  readonly shared: readonly number[];
}

/** An optimizer under a loss scale. */
export interface ScaledPlan extends CommonPlan {
  readonly how: 'scaled';
  readonly inner: OptimizerPlan;
  readonly growthSteps: number;
  /** Positions of the count of good steps and of the scale; the inner states begin after them. */
  readonly counter: number;
  readonly scale: number;
  readonly offset: number;
}

/** Several optimizers, each for some of the variables; the last is for those no pattern names. */
export interface DividedPlan extends CommonPlan {
  readonly how: 'divided';
  readonly lossScale: number | null;
  readonly parts: readonly {
    readonly plan: OptimizerPlan;
    readonly offset: number;
    readonly members: readonly number[];
  }[];
}

export type OptimizerPlan = RulePlan | ScaledPlan | DividedPlan;

/** Position of the iteration counter among the states. */
export const ITERATION = 0;

/**
 * Lays out the states of an optimizer for the variables it trains.
 * @param variables the trainable ones, in model order
 * @throws ProblemError for an unknown optimizer or arguments that do not go together
 */
export function planOptimizer(value: ObjectValue, variables: readonly Trainable[]): OptimizerPlan {
  const { definition, config } = resolve('optimizer', value);
  if (!('wrap' in definition)) return planRule(definition, config, variables);
  const wrapping = definition.wrap(config);
  return wrapping.how === 'scaled' ? planScaled(wrapping, variables) : planDivided(wrapping, variables);
}

/** Collects states and gives each a key of its own. */
class StateList {
  readonly all: OptimizerState[] = [];
  private readonly used = new Map<string, number>();

  add(name: string, shape: Shape, more: Partial<Pick<OptimizerState, 'value' | 'dtype' | 'of'>> = {}): number {
    const count = this.used.get(name) ?? 0;
    this.used.set(name, count + 1);
    const key = count === 0 ? name : `${name}#${count}`;
    return this.all.push({ name, key, shape: [...shape], dtype: 'float32', value: 0, of: null, ...more }) - 1;
  }

  /** Adds the states of an inner optimizer; returns where they begin. */
  addInner(plan: OptimizerPlan, prefix: string, members: readonly number[]): number {
    const offset = this.all.length;
    for (const s of plan.states)
      this.all.push({ ...s, key: `${prefix}/${s.key}`, of: s.of === null ? null : (members[s.of] as number) });
    return offset;
  }
}

function planRule(definition: UpdateRuleDefinition, config: never, variables: readonly Trainable[]): RulePlan {
  const base = config as BaseConfig;
  const states = new StateList();
  states.add('iteration', [], { dtype: 'int32' });
  const rate = base.learning_rate;
  const learningRate = typeof rate === 'number' ? states.add('learning_rate', [], { value: rate }) : null;
  const perVariable = (name: string) => variables.map((v, of) => states.add(slotName(v, name), v.shape, { of }));
  const averages = base.use_ema ? perVariable('average') : null;
  const accumulators = base.gradient_accumulation_steps ? perVariable('gradient_accumulator') : null;
  const wanted = variables.map((v) => definition.slots(config, { shape: v.shape, name: v.path }));
  const slots = wanted.map((list) => list.map(() => -1));
  const groups = [...new Set(wanted.flatMap((list) => list.map(groupOf)))].sort((a, b) => a - b);
  for (const group of groups) {
    wanted.forEach((list, of) => {
      const variable = variables[of] as Trainable;
      list.forEach((s, k) => {
        if (groupOf(s) !== group) return;
        const name = s.unnamed ? variable.path.slice(variable.path.lastIndexOf('/') + 1) : slotName(variable, s.name);
        (slots[of] as number[])[k] = states.add(name, s.shape ?? variable.shape, { value: s.value ?? 0, of });
      });
    });
  }
  const shared = (definition.sharedSlots?.(config) ?? []).map((s) =>
    states.add(s.name, s.shape ?? [], { value: s.value ?? 0 }),
  );
  return {
    how: 'rule',
    definition,
    config,
    base,
    variables,
    states: states.all,
    learningRate,
    averages,
    accumulators,
    slots,
    shared,
  };
}

function planScaled(w: Extract<Wrapping, { how: 'scaled' }>, variables: readonly Trainable[]): ScaledPlan {
  // The scale stands in for the inner optimizer's own factor.
  const inner = planOptimizer(withoutLossScale(w.inner), variables);
  const states = new StateList();
  states.add('iteration', [], { dtype: 'int32' });
  states.add('learning_rate', []);
  const counter = states.add('step_counter', [], { dtype: 'int32' });
  const scale = states.add('dynamic_scale', [], { value: w.initialScale });
  const offset = states.addInner(inner, 'inner_optimizer', [...variables.keys()]);
  return {
    how: 'scaled',
    inner,
    growthSteps: w.growthSteps,
    variables,
    states: states.all,
    learningRate: inner.learningRate === null ? null : offset + inner.learningRate,
    averages: inner.averages?.map((at) => (at === null ? null : offset + at)) ?? null,
    counter,
    scale,
    offset,
  };
}

function planDivided(w: Extract<Wrapping, { how: 'divided' }>, variables: readonly Trainable[]): DividedPlan {
  const entries = Object.entries(w.byPath);
  const values = [...entries.map(([, value]) => value), w.fallback];
  values.forEach(refuseWrapper);
  const patterns = entries.map(([pattern]) => ({ pattern, matcher: wholePath(pattern, 'optimizer_map') }));
  const owner = variables.map((v) => ownerOf(v.path, patterns));
  const states = new StateList();
  states.add('iteration', [], { dtype: 'int32' });
  states.add('learning_rate', []);
  const parts = values.map((value, index) => {
    const members = [...variables.keys()].filter((i) => owner[i] === index);
    const plan = planOptimizer(
      withoutLossScale(value),
      members.map((i) => variables[i] as Trainable),
    );
    return { plan, members, offset: states.addInner(plan, `optimizers/${index}`, members) };
  });
  const averages = variables.map((): number | null => null);
  for (const { plan, offset, members } of parts)
    plan.averages?.forEach((at, k) => {
      if (at !== null) averages[members[k] as number] = offset + at;
    });
  return {
    how: 'divided',
    lossScale: w.lossScale,
    parts,
    variables,
    states: states.all,
    learningRate: null,
    averages: averages.some((at) => at !== null) ? averages : null,
  };
}

/** Keras takes `loss_scale_factor` away from optimizers that are wrapped. */
function withoutLossScale(value: ObjectValue): ObjectValue {
  if (typeof value === 'string') return value;
  const { loss_scale_factor: _, ...config } = value.config;
  return { className: value.className, config };
}

function refuseWrapper(value: ObjectValue): void {
  const definition: OptimizerDefinition = resolve('optimizer', value).definition;
  if (!('wrap' in definition)) return;
  throw new ProblemError(
    problem('optimizer-nested', `${definition.name} cannot be one of the optimizers of MultiOptimizer.`, {
      where: 'optimizer_map',
      expected: 'optimizers that are no wrappers themselves',
      received: definition.name,
    }),
  );
}

/** Index of the optimizer of a path: the entry of that very name, else the one pattern that matches, else the last. */
function ownerOf(path: string, patterns: readonly { pattern: string; matcher: RegExp }[]): number {
  const exact = patterns.findIndex((p) => p.pattern === path);
  if (exact >= 0) return exact;
  const matching = patterns.flatMap((p, i) => (p.matcher.test(path) ? [i] : []));
  if (matching.length > 1) {
    throw new ProblemError(
      problem('optimizer-ambiguous', `Several patterns of optimizer_map match ${path}.`, {
        where: 'optimizer_map',
        expected: 'one pattern for each weight',
        received: matching.map((i) => patterns[i]?.pattern).join(', '),
      }),
    );
  }
  return matching[0] ?? patterns.length;
}

const groupOf = (s: SlotSpec): number => s.group ?? 0;
const slotName = (v: Trainable, name: string): string => `${v.path.replaceAll('/', '_')}_${name}`;
