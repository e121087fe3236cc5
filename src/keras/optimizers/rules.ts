/** Formulas several optimizers share. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import type { UpdateContext } from '../core/definitions';

/** Moves an average a step towards a value: old + (value - old) (1 - keep). */
export function moveTowards(old: Tensor, value: Tensor, keep: number): Tensor {
  return ops.add(old, ops.mul(ops.sub(value, old), 1 - keep));
}

/** keep old + (1 - keep) value. */
export function blend(old: Tensor, value: Tensor, keep: number): Tensor {
  return ops.add(ops.mul(old, keep), ops.mul(value, 1 - keep));
}

/** base to the power of the number of this update, counted from 1, plus `offset`. */
export function powerOfStep(base: number, { iteration }: UpdateContext, offset = 0): Tensor {
  return ops.pow(ops.scalar(base), ops.add(iteration, 1 + offset));
}

export interface AdamConfig {
  readonly beta_1: number;
  readonly beta_2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

/** Momentum and velocity, alternating; amsgrad's running maxima after them. */
export function adamSlots(c: AdamConfig) {
  const slots = [{ name: 'momentum' }, { name: 'velocity' }];
  return c.amsgrad ? [...slots, { name: 'velocity_hat', group: 1 }] : slots;
}

/** Adam's update: lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon). Source: keras/src/optimizers/adam.py. */
export function adamUpdate(
  ctx: UpdateContext,
  c: AdamConfig,
  variable: Tensor,
  gradient: Tensor,
  slots: readonly Tensor[],
) {
  const [m0, v0, hat0] = slots as [Tensor, Tensor, Tensor | undefined];
  const correction = ops.div(ops.sqrt(ops.sub(1, powerOfStep(c.beta_2, ctx))), ops.sub(1, powerOfStep(c.beta_1, ctx)));
  const m = moveTowards(m0, gradient, c.beta_1);
  const v = moveTowards(v0, ops.square(gradient), c.beta_2);
  const hat = hat0 ? ops.maximum(hat0, v) : v;
  const step = ops.div(ops.mul(m, ops.mul(ctx.learningRate, correction)), ops.add(ops.sqrt(hat), c.epsilon));
  return { variable: ops.sub(variable, step), slots: hat0 ? [m, v, hat] : [m, v] };
}
