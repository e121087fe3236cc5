/** Small numeric conventions of Keras that losses, metrics, constraints and layers share. */

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
