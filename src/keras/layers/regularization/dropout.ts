/** The random zeroing shared by Dropout and the recurrent cells, drawn as Keras draws it on JAX. */
import type { Shape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

/**
 * Keeps each value with probability 1 - rate, scaled so that the mean stays; the rest become zero.
 * @param key called once, and not at all for a rate of 0 or 1: no random number is spent then.
 * @param noiseShape shape of the draw; it broadcasts to x
 */
export function dropout(x: Tensor, rate: number, key: () => Tensor, noiseShape: Shape = x.shape): Tensor {
  if (rate === 0) return x;
  if (rate === 1) return ops.zeros(x.shape);
  const keep = 1 - rate;
  const kept = ops.randomBernoulli(key(), Math.fround(keep), noiseShape);
  return ops.where(ops.broadcastTo(kept, x.shape), ops.div(x, keep), 0);
}
