/**
 * One optimizer step, recorded in the open trace: everything around the update rule that Keras' base optimizer does, in
 * its order: unscale, accumulate, clip, decay, update, average, overwrite, constrain, count.
 * Source: keras/src/optimizers/base_optimizer.py and keras/src/backend/jax/optimizer.py.
 */
import { ProblemError, problem } from '../../base/problem';
import type { Shape } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { isObjectValue, type ObjectValue } from './args';
import type { OptimizerDefinition, SlotSpec } from './definitions';
import type { Variable } from './layer-plan';
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
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  /** Every element starts at this. */
  readonly value: number;
}

type Trainable = Pick<Variable, 'path' | 'shape' | 'constraint'>;

export interface OptimizerPlan {
  readonly definition: OptimizerDefinition;
  readonly config: never;
  readonly base: BaseConfig;
  readonly variables: readonly Trainable[];
  /** In the order of Keras' `optimizer.variables`. */
  readonly states: readonly OptimizerState[];
  /** Position of the learning rate among the states; null with a schedule. */
  readonly learningRate: number | null;
  /** Position of each variable's moving average; null without use_ema. */
  readonly averages: readonly number[] | null;
  readonly accumulators: readonly number[] | null;
  /** Positions of each variable's slots. */
  readonly slots: readonly (readonly number[])[];
  readonly shared: readonly number[];
}

/** Position of the iteration counter among the states. */
export const ITERATION = 0;

/**
 * Lays out the states of an optimizer for the variables it trains.
 * @param variables the trainable ones, in model order
 * @throws ProblemError for an unknown optimizer or arguments that do not go together
 */
export function planOptimizer(value: ObjectValue, variables: readonly Trainable[]): OptimizerPlan {
  const { definition, config } = resolve('optimizer', value);
  const base = config as BaseConfig;
  checkTogether(base);
  const states: OptimizerState[] = [];
  const add = (name: string, shape: Shape, initial = 0, dtype: OptimizerState['dtype'] = 'float32'): number =>
    states.push({ name, shape: [...shape], dtype, value: initial }) - 1;
  add('iteration', [], 0, 'int32');
  const learningRate = typeof base.learning_rate === 'number' ? add('learning_rate', [], base.learning_rate) : null;
  const perVariable = (name: string) => variables.map((v) => add(slotName(v, name), v.shape));
  const averages = base.use_ema ? perVariable('average') : null;
  const accumulators = base.gradient_accumulation_steps ? perVariable('gradient_accumulator') : null;
  const wanted = variables.map((v) => definition.slots(config, { shape: v.shape, name: v.path }));
  const slots = wanted.map((list) => list.map(() => -1));
  const groups = [...new Set(wanted.flatMap((list) => list.map(groupOf)))].sort((a, b) => a - b);
  for (const group of groups) {
    wanted.forEach((list, i) => {
      const variable = variables[i] as Trainable;
      list.forEach((s, k) => {
        if (groupOf(s) === group)
          (slots[i] as number[])[k] = add(slotName(variable, s.name), s.shape ?? variable.shape, s.value);
      });
    });
  }
  const shared = (definition.sharedSlots?.(config) ?? []).map((s) => add(s.name, s.shape ?? [], s.value));
  return { definition, config, base, variables, states, learningRate, averages, accumulators, slots, shared };
}

const groupOf = (s: SlotSpec): number => s.group ?? 0;
const slotName = (v: Trainable, name: string): string => `${v.path.replaceAll('/', '_')}_${name}`;

function checkTogether(c: BaseConfig): void {
  const clips = (['clipnorm', 'clipvalue', 'global_clipnorm'] as const).filter((name) => c[name] !== null);
  if (clips.length > 1) {
    throw new ProblemError(
      problem('optimizer-clipping', `Only one way of clipping can be set, not ${clips.join(' and ')}.`, {
        where: clips[1],
        expected: 'one of clipnorm, clipvalue, global_clipnorm',
        received: clips.join(', '),
        fixes: clips
          .slice(1)
          .map((name) => ({ label: `Clear ${name}`, action: 'set-argument', params: { argument: name, value: null } })),
      }),
    );
  }
}

/** The learning rate the next step takes: the state the host may set, or the schedule at the iteration. */
export function learningRateOf(plan: OptimizerPlan, state: readonly Tensor[]): Tensor {
  if (plan.learningRate !== null) return state[plan.learningRate] as Tensor;
  const schedule = plan.base.learning_rate;
  if (!isObjectValue(schedule)) throw new Error('An optimizer without a learning-rate state has no schedule.');
  const { definition, config } = resolve('schedule', schedule);
  return definition.call(ops.convert(state[ITERATION] as Tensor, 'float32'), config);
}

/** The loss whose gradients the step expects: times loss_scale_factor where one is set. */
export function scaleLoss(plan: OptimizerPlan, loss: Tensor): Tensor {
  return plan.base.loss_scale_factor === null ? loss : ops.mul(loss, plan.base.loss_scale_factor);
}

export interface StepResult {
  readonly variables: readonly Tensor[];
  readonly state: readonly Tensor[];
}

/** floor(x / n) of whole numbers in float32, safe where the device's division is not exactly rounded. */
const wholeQuotient = (x: Tensor, n: number): Tensor => ops.floor(ops.div(ops.add(x, 0.5), n));
const isMultiple = (x: Tensor, n: number): Tensor => ops.eq(ops.mul(wholeQuotient(x, n), n), x);

/**
 * Records one step.
 * @param variables values of the trainable variables, in the plan's order
 * @param gradients of the (scaled) loss; null where the loss does not depend on a variable, which then stays as it is
 * @param state values of `plan.states`
 * @returns new values in the same orders, constraints applied
 */
export function optimizerStep(
  plan: OptimizerPlan,
  variables: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  state: readonly Tensor[],
): StepResult {
  const { base, definition, config } = plan;
  const next = [...state];
  const values = [...variables];
  const live = gradients.flatMap((g, i) => (g ? [i] : []));
  let grads = live.map((i) => unscale(gradients[i] as Tensor, base.loss_scale_factor));

  const counter = ops.convert(state[ITERATION] as Tensor, 'float32');
  const accumulate = base.gradient_accumulation_steps;
  const iteration = accumulate ? wholeQuotient(counter, accumulate) : counter;
  const updating = accumulate ? isMultiple(ops.add(counter, 1), accumulate) : null;
  /** The new value on steps that update, else the old one. */
  const whenUpdating = (now: Tensor, before: Tensor): Tensor => (updating ? ops.where(updating, now, before) : now);

  if (accumulate && plan.accumulators) {
    const positions = plan.accumulators;
    grads = grads.map((g, k) => {
      const at = positions[live[k] as number] as number;
      const total = ops.add(g, state[at] as Tensor);
      next[at] = whenUpdating(ops.zeros(total.shape), total);
      return ops.div(total, accumulate);
    });
  }
  grads = clip(grads, base);

  const learningRate = learningRateOf(plan, state);
  const oldShared = plan.shared.map((at) => state[at] as Tensor);
  const shared = definition.advance?.({ learningRate, iteration, index: 0 }, config, oldShared) ?? oldShared;
  plan.shared.forEach((at, k) => {
    next[at] = whenUpdating(shared[k] as Tensor, oldShared[k] as Tensor);
  });
  live.forEach((index, k) => {
    const before = variables[index] as Tensor;
    const decay = base.weight_decay;
    const start = decay === null ? before : ops.sub(before, ops.mul(ops.mul(before, decay), learningRate));
    const positions = plan.slots[index] as readonly number[];
    const slots = positions.map((at) => state[at] as Tensor);
    const step = definition.update(
      { learningRate, iteration, index },
      config,
      start,
      grads[k] as Tensor,
      slots,
      shared,
    );
    values[index] = whenUpdating(step.variable, before);
    positions.forEach((at, s) => {
      next[at] = whenUpdating(step.slots[s] as Tensor, slots[s] as Tensor);
    });
  });

  average(plan, values, next, iteration);
  for (const i of live) {
    const constraint = plan.variables[i]?.constraint;
    if (constraint) {
      const resolved = resolve('constraint', constraint);
      values[i] = resolved.definition.call(values[i] as Tensor, resolved.config);
    }
  }
  next[ITERATION] = ops.add(state[ITERATION] as Tensor, 1);
  return { variables: values, state: next };
}

function unscale(g: Tensor, factor: number | null): Tensor {
  return factor === null ? g : ops.div(g, factor);
}

function clip(grads: readonly Tensor[], c: BaseConfig): Tensor[] {
  const norm = (squares: Tensor): Tensor => {
    const positive = ops.gt(squares, 0);
    return ops.where(positive, ops.sqrt(ops.where(positive, squares, 1)), squares);
  };
  const sumSquares = (g: Tensor): Tensor => ops.sum(ops.square(g));
  if (c.clipnorm) {
    const limit = c.clipnorm;
    return grads.map((g) => ops.div(ops.mul(g, limit), ops.maximum(norm(sumSquares(g)), limit)));
  }
  if (c.global_clipnorm && grads.length > 0) {
    const total = norm(grads.map(sumSquares).reduce((a, b) => ops.add(a, b)));
    // A norm that is not finite makes every gradient NaN, so that it cannot go unnoticed.
    const scale = ops.add(ops.div(c.global_clipnorm, ops.maximum(total, c.global_clipnorm)), ops.sub(total, total));
    return grads.map((g) => ops.mul(g, scale));
  }
  if (c.clipvalue) {
    const limit = c.clipvalue;
    return grads.map((g) => ops.clip(g, -limit, limit));
  }
  return [...grads];
}

/** Moves the averages towards the new values and, every so many updates, puts the averages in their place. */
function average(plan: OptimizerPlan, values: Tensor[], next: Tensor[], iteration: Tensor): void {
  if (!plan.averages) return;
  const { ema_momentum: momentum, ema_overwrite_frequency: frequency } = plan.base;
  const keep = ops.where(ops.ne(iteration, 0), momentum, 0);
  const overwrite = frequency ? isMultiple(ops.add(iteration, 1), frequency) : null;
  plan.averages.forEach((at, i) => {
    const value = values[i] as Tensor;
    const mean = ops.add(ops.mul(keep, next[at] as Tensor), ops.mul(ops.sub(1, keep), value));
    next[at] = mean;
    if (overwrite) values[i] = ops.where(overwrite, mean, value);
  });
}

/**
 * What Keras does when `fit` ends: with use_ema the averages become the variables' values.
 * @returns position of each variable's average among the states, or null without averages
 */
export function finalAverages(plan: OptimizerPlan): readonly number[] | null {
  return plan.averages;
}
