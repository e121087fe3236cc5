/** The shared form of elu and selu. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';

/** x where positive, else alpha (e^x - 1); the unused branch is fed 0 so that it cannot overflow. */
export function elu(x: Tensor, alpha: number): Tensor {
  const positive = ops.gt(x, 0);
  return ops.where(positive, x, ops.mul(ops.expm1(ops.where(positive, 0, x)), alpha));
}
