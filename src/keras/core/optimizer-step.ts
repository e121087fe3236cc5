/**
 * One optimizer step, recorded in the open trace: everything around the update rule that Keras' base optimizer does, in
 * its order: unscale, accumulate, clip, decay, update, average, overwrite, constrain, count.
 * Source: keras/src/optimizers/base_optimizer.py and keras/src/backend/jax/optimizer.py.
 */
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { isObjectValue } from './args';
import {
  type BaseConfig,
  type DividedPlan,
  ITERATION,
  type OptimizerPlan,
  type RulePlan,
  type ScaledPlan,
} from './optimizer-plan';
import { resolve } from './registry';

/**
 * The learning rate the next step takes: the state the host may set, or the schedule at the iteration. Of several
 * optimizers it is that of the last, which trains what no pattern names.
 */
export function learningRateOf(plan: OptimizerPlan, state: readonly Tensor[]): Tensor {
  if (plan.how === 'scaled') return learningRateOf(plan.inner, state.slice(plan.offset));
  if (plan.how === 'divided') {
    const { plan: last, offset } = plan.parts[plan.parts.length - 1] as DividedPlan['parts'][number];
    return learningRateOf(last, state.slice(offset));
  }
  if (plan.learningRate !== null) return state[plan.learningRate] as Tensor;
  const schedule = plan.base.learning_rate;
  if (!isObjectValue(schedule)) throw new Error('An optimizer without a learning-rate state has no schedule.');
  const { definition, config } = resolve('schedule', schedule);
  return definition.call(ops.convert(state[ITERATION] as Tensor, 'float32'), config);
}

/** Positions of the states `learningRateOf` reads. */
export function learningRateStates(plan: OptimizerPlan): number[] {
  if (plan.how === 'scaled') return learningRateStates(plan.inner).map((at) => plan.offset + at);
  if (plan.how === 'divided') {
    const { plan: last, offset } = plan.parts[plan.parts.length - 1] as DividedPlan['parts'][number];
    return learningRateStates(last).map((at) => offset + at);
  }
  return [plan.learningRate ?? ITERATION];
}

/** The loss whose gradients the step expects: times the factor that is set, or the scale of the moment. */
export function scaleLoss(plan: OptimizerPlan, loss: Tensor, state: readonly Tensor[]): Tensor {
  if (plan.how === 'scaled') return ops.mul(loss, state[plan.scale] as Tensor);
  const factor = plan.how === 'divided' ? plan.lossScale : plan.base.loss_scale_factor;
  return factor === null ? loss : ops.mul(loss, factor);
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
  if (plan.how === 'scaled') return scaledStep(plan, variables, gradients, state);
  if (plan.how === 'divided') return dividedStep(plan, variables, gradients, state);
  return ruleStep(plan, variables, gradients, state);
}

/**
 * A step under a loss scale: gradients that are not finite leave everything as it is and halve the scale; so many good
 * steps on end double it.
 */
function scaledStep(
  plan: ScaledPlan,
  variables: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  state: readonly Tensor[],
): StepResult {
  const scale = state[plan.scale] as Tensor;
  const counter = state[plan.counter] as Tensor;
  const good = gradients
    .filter((g) => g !== null)
    .map((g) => ops.all(ops.finite(g)))
    .reduce((a, b) => ops.and(a, b), ops.scalar(1, 'bool'));
  const inner = state.slice(plan.offset);
  const stepped = optimizerStep(
    plan.inner,
    variables,
    gradients.map((g) => (g ? ops.div(g, scale) : null)),
    inner,
  );
  const keepIfBad = (now: Tensor, before: Tensor): Tensor => ops.where(good, now, before);
  const grown = ops.eq(counter, plan.growthSteps - 1);
  const next = [...state.slice(0, plan.offset), ...stepped.state.map((s, i) => keepIfBad(s, inner[i] as Tensor))];
  next[plan.counter] = ops.where(ops.and(good, ops.not(grown)), ops.add(counter, 1), ops.scalar(0, 'int32'));
  next[plan.scale] = ops.mul(scale, ops.where(good, ops.where(grown, 2, ops.scalar(1)), 0.5));
  return { variables: stepped.variables.map((v, i) => keepIfBad(v, variables[i] as Tensor)), state: next };
}

/** Each optimizer steps its own variables. */
function dividedStep(
  plan: DividedPlan,
  variables: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  state: readonly Tensor[],
): StepResult {
  const values = [...variables];
  const next = [...state];
  for (const { plan: part, offset, members } of plan.parts) {
    if (members.length === 0) continue;
    const stepped = optimizerStep(
      part,
      members.map((i) => variables[i] as Tensor),
      members.map((i) => unscale(gradients[i] ?? null, plan.lossScale)),
      state.slice(offset, offset + part.states.length),
    );
    members.forEach((i, k) => {
      values[i] = stepped.variables[k] as Tensor;
    });
    stepped.state.forEach((s, k) => {
      next[offset + k] = s;
    });
  }
  next[ITERATION] = ops.add(state[ITERATION] as Tensor, 1);
  return { variables: values, state: next };
}

function ruleStep(
  plan: RulePlan,
  variables: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  state: readonly Tensor[],
): StepResult {
  const { base, definition, config } = plan;
  const next = [...state];
  const values = [...variables];
  const live = gradients.flatMap((g, i) => (g ? [i] : []));
  let grads = live.map((i) => unscale(gradients[i] as Tensor, base.loss_scale_factor)) as Tensor[];

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
    const { path: name, shape } = plan.variables[index] as RulePlan['variables'][number];
    const decay = definition.decay ? definition.decay(config, { name, shape }) : base.weight_decay;
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

function unscale(g: Tensor | null, factor: number | null): Tensor | null {
  return factor === null || g === null ? g : ops.div(g, factor);
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
function average(plan: RulePlan, values: Tensor[], next: Tensor[], iteration: Tensor): void {
  if (!plan.averages) return;
  const { ema_momentum: momentum, ema_overwrite_frequency: frequency } = plan.base;
  const keep = ops.where(ops.ne(iteration, 0), momentum, 0);
  const overwrite = frequency ? isMultiple(ops.add(iteration, 1), frequency) : null;
  plan.averages.forEach((at, i) => {
    if (at === null) return;
    const value = values[i] as Tensor;
    const mean = ops.add(ops.mul(keep, next[at] as Tensor), ops.mul(ops.sub(1, keep), value));
    next[at] = mean;
    if (overwrite) values[i] = ops.where(overwrite, mean, value);
  });
}
