/** The norm the norm constraints look at. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';

/** Euclidean norms along `axis`, that axis kept with length 1. */
export function normsAlong(w: Tensor, axis: number | readonly number[]): Tensor {
  return ops.sqrt(ops.sum(ops.square(w), axis, true));
}
