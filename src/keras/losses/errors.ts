/** Errors between numbers, per sample; shared by losses and metrics. Source: keras/src/losses/losses.py. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { EPSILON, l2Normalize } from '../core/numerics';

export type SampleLoss = (yTrue: Tensor, yPred: Tensor) => Tensor;

export const squaredError: SampleLoss = (t, p) => ops.mean(ops.square(ops.sub(t, p)), -1);

export const absoluteError: SampleLoss = (t, p) => ops.mean(ops.abs(ops.sub(t, p)), -1);

export const absolutePercentageError: SampleLoss = (t, p) =>
  ops.mul(ops.mean(ops.abs(ops.div(ops.sub(t, p), ops.maximum(ops.abs(t), EPSILON))), -1), 100);

export const squaredLogarithmicError: SampleLoss = (t, p) => {
  const logarithm = (x: Tensor): Tensor => ops.log(ops.add(ops.maximum(x, EPSILON), 1));
  return ops.mean(ops.square(ops.sub(logarithm(p), logarithm(t))), -1);
};

/** Half the square up to `delta`, then a straight line. */
export function huber(t: Tensor, p: Tensor, delta: number): Tensor {
  const error = ops.sub(p, t);
  const size = ops.abs(error);
  const near = ops.mul(ops.square(error), 0.5);
  const far = ops.sub(ops.mul(size, delta), 0.5 * delta * delta);
  return ops.mean(ops.where(ops.le(size, delta), near, far), -1);
}

/** log(cosh(error)) as x + softplus(-2x) - log 2, which does not overflow. */
export const logCosh: SampleLoss = (t, p) => {
  const x = ops.sub(p, t);
  return ops.mean(ops.sub(ops.add(x, ops.softplus(ops.mul(x, -2))), Math.LN2), -1);
};

/** Cosine of the angle between target and prediction. */
export function cosine(t: Tensor, p: Tensor, axis: number): Tensor {
  return ops.sum(ops.mul(l2Normalize(t, axis), l2Normalize(p, axis)), axis);
}

export const poisson: SampleLoss = (t, p) => ops.mean(ops.sub(p, ops.mul(t, ops.log(ops.add(p, EPSILON)))), -1);

export const klDivergence: SampleLoss = (t, p) => {
  const [target, output] = [ops.clip(t, EPSILON, 1), ops.clip(p, EPSILON, 1)];
  return ops.sum(ops.mul(target, ops.log(ops.div(target, output))), -1);
};
