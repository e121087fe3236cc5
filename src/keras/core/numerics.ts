/** Small numeric conventions of Keras that losses, metrics, constraints and layers share. */

import { normalizeAxis } from '../../base/shape';
import type { Tensor, TensorLike } from '../../ops';
import * as ops from '../../ops';

/** `keras.config.epsilon()`. */
export const EPSILON = 1e-7;

/** a / b, and 0 where b is 0. */
export function divideNoNan(a: Tensor, b: Tensor): Tensor {
  const zero = ops.eq(b, 0);
  return ops.where(zero, 0, ops.div(a, ops.where(zero, 1, b)));
}

/** Scales vectors along `axis` to length one; a vector shorter than epsilon is divided by epsilon. */
export function l2Normalize(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  const inverse = ops.rsqrt(ops.sum(ops.square(x), axis, true));
  return ops.mul(x, ops.minimum(inverse, 1 / EPSILON));
}

/** Values for a condition, as float32 0 and 1. */
export const toFloat = (x: Tensor): Tensor => ops.convert(x, 'float32');

/** 1 - x. */
export const complement = (x: TensorLike): Tensor => ops.sub(1, x);

/**
 * Position of each value along an axis in descending order, from 0; equal values keep their order. Found by comparing
 * all pairs, which needs no sort. float32, no gradient.
 */
export function descendingRank(x: Tensor, axis = -1): Tensor {
  const at = normalizeAxis(axis, x.rank);
  const mine = ops.expandDims(ops.stopGradient(x), at + 1);
  const other = ops.expandDims(ops.stopGradient(x), at);
  const pairs = x.shape.flatMap((d, i) => (i === at ? [d, d] : [d]));
  const earlier = ops.lt(ops.iota(pairs, at + 1), ops.iota(pairs, at));
  const ahead = ops.or(ops.gt(other, mine), ops.and(ops.eq(other, mine), earlier));
  return ops.sum(toFloat(ahead), at + 1);
}
