/** The norm the norm constraints look at. */
import type { Problem } from '../../base/problem';
import { formatShape, type Shape } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { axisProblem } from '../core/pair-check';

/** Euclidean norms along `axis`, that axis kept with length 1. */
export function normsAlong(w: Tensor, axis: number | readonly number[]): Tensor {
  return ops.sqrt(ops.sum(ops.square(w), axis, true));
}

/** The problem of an `axis` that a weight of this shape does not have, or null. */
export const normAxisProblem = (name: string, axis: number | readonly number[], shape: Shape): Problem | null =>
  axisProblem(name, axis, shape.length, `the weight ${formatShape(shape)} has`);
