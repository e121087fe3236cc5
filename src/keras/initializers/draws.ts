/**
 * Draws the random initializers share, with Keras' arithmetic: every product and sum is rounded to float32, so the
 * numbers are those of Keras on JAX.
 * Source: keras/src/initializers/random_initializers.py, keras/src/backend/jax/random.py.
 */
import { type RandomKey, randomNormal, randomTruncatedNormal, randomUniform } from '../../base/random';
import { type Shape, sizeOf } from '../../base/shape';
import { arg } from '../core/args';
import type { InitializerDefinition } from '../core/definitions';

/** The seed argument of every random initializer. */
export const seed = arg.int(null, {
  min: 0,
  doc: 'Seed of the draw; none takes one from the project seed.',
  rare: true,
});

/** The axes arguments of the initializers that look at fans. */
export const fanAxes = {
  input_axes: arg.list(null, { doc: 'Axes whose product is fan in; needs output_axes too.', rare: true }),
  output_axes: arg.list(null, { doc: 'Axes whose product is fan out; needs input_axes too.', rare: true }),
};

function scaleAndShift(values: Float32Array, stddev: number, mean: number): Float32Array {
  const [s, m] = [Math.fround(stddev), Math.fround(mean)];
  for (let i = 0; i < values.length; i++) values[i] = Math.fround((values[i] as number) * s) + m;
  return values;
}

export function normal(key: RandomKey, shape: Shape, mean: number, stddev: number): Float32Array {
  return scaleAndShift(randomNormal(key, sizeOf(shape)), stddev, mean);
}

/** Normal values drawn again (in effect) where they lie more than two standard deviations off. */
export function truncatedNormal(key: RandomKey, shape: Shape, mean: number, stddev: number): Float32Array {
  return scaleAndShift(randomTruncatedNormal(key, sizeOf(shape)), stddev, mean);
}

/** Inputs and outputs one unit sees: a dense kernel's two sizes, a convolution kernel's channels times its window. */
export function fans(
  shape: Shape,
  inputAxes?: readonly number[] | null,
  outputAxes?: readonly number[] | null,
): [number, number] {
  if (inputAxes && outputAxes) {
    const product = (axes: readonly number[]): number => axes.reduce((p, a) => p * (shape.at(a) ?? 1), 1);
    return [product(inputAxes), product(outputAxes)];
  }
  const [first, last] = [shape[0] ?? 1, shape[shape.length - 1] ?? 1];
  if (shape.length < 3) return shape.length === 2 ? [first, last] : [first, first];
  const window = sizeOf(shape.slice(0, -2));
  return [(shape[shape.length - 2] as number) * window, last * window];
}

export type FanMode = 'fan_in' | 'fan_out' | 'fan_avg';
export type Distribution = 'uniform' | 'truncated_normal' | 'untruncated_normal';

/** Standard deviation of a unit normal cut at two: a cut draw is widened by it to keep the wanted variance. */
const STDDEV_OF_TRUNCATED = 0.8796256610342398;

export interface Scaling {
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: Distribution;
}

/** Random values whose variance is `scale` over the chosen fan. */
export function varianceScaling(
  { scale, mode, distribution }: Scaling,
  shape: Shape,
  key: RandomKey,
  axes: { readonly input_axes: unknown; readonly output_axes: unknown },
): Float32Array {
  const [fanIn, fanOut] = fans(shape, axes.input_axes as number[] | null, axes.output_axes as number[] | null);
  const fan = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  if (distribution === 'truncated_normal')
    return truncatedNormal(key, shape, 0, Math.sqrt(variance) / STDDEV_OF_TRUNCATED);
  if (distribution === 'untruncated_normal') return normal(key, shape, 0, Math.sqrt(variance));
  const limit = Math.sqrt(3 * variance);
  return randomUniform(key, sizeOf(shape), -limit, limit);
}

const scaledArgs = { seed, ...fanAxes };

/** A variance scaling with its scale, fan and distribution settled: what Keras names after their authors. */
export const scaled = (
  scaling: Scaling,
): Pick<InitializerDefinition<typeof scaledArgs>, 'random' | 'args' | 'call'> => ({
  random: true,
  args: scaledArgs,
  call: (c, shape, key) => varianceScaling(scaling, shape, key, c),
});
