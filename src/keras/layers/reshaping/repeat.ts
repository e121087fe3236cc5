/** Repeats each place of an axis, next to itself. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

/** NumPy's `repeat` along one axis. */
export function repeatAxis(x: Tensor, axis: number, times: number): Tensor {
  if (times === 1) return x;
  const [lead, length, rest] = [x.shape.slice(0, axis), x.shape[axis] as number, x.shape.slice(axis + 1)];
  const spread = ops.broadcastTo(ops.reshape(x, [...lead, length, 1, ...rest]), [...lead, length, times, ...rest]);
  return ops.reshape(spread, [...lead, length * times, ...rest]);
}
