/** The random zeroing shared by Dropout and the recurrent cells, drawn as Keras draws it on JAX. */
import { type Problem, problem } from '../../../base/problem';
import type { Shape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';

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

export const noiseShapeArg = arg.shape(null, {
  doc: 'Shape of the draw, batch included: a 1 drops along that whole axis at once.',
  rare: true,
});

/** The noise shape with open sizes taken from the input. */
export function concreteNoise(noise: readonly (number | null)[] | null, shape: Shape): number[] {
  return noise === null ? [...shape] : noise.map((d, i) => d ?? (shape[i] as number));
}

/** The problem of a noise shape that does not spread over the input, or null. */
export function noiseProblem(noise: readonly (number | null)[] | null, shape: Shape): Problem | null {
  const sizes = concreteNoise(noise, shape);
  if (sizes.length === shape.length && sizes.every((d, i) => i === 0 || d === 1 || d === shape[i])) return null;
  return problem('noise-shape', 'noise_shape needs one size per axis, each 1, none, or the size of the input.', {
    where: 'noise_shape',
    expected: `${shape.length} sizes that broadcast to the input`,
    received: `(${sizes.join(', ')})`,
    fixes: [{ label: 'Draw each value on its own', action: 'remove-argument', params: { argument: 'noise_shape' } }],
  });
}
