/** Measures the mean and variance a Normalization layer needs, over all samples, as Keras' `adapt` does on an array. */
import { normalizeAxes, type Shape, sizeOf, stridesOf } from '../../../base/shape';
import { axisList } from '../axes';

export interface Measured {
  readonly mean: Float32Array;
  /** Biased: divided by the number of values. */
  readonly variance: Float32Array;
}

/**
 * @param axis the layer's argument: axes kept apart, none for one pair
 * @param values row-major, of `shape`, all samples
 */
export function adaptNormalization(
  axis: number | readonly number[] | null,
  values: ArrayLike<number>,
  shape: Shape,
): Measured {
  const kept = axis === null ? [] : normalizeAxes(axisList(axis), shape.length);
  const strides = stridesOf(shape);
  const groups = sizeOf(kept.map((a) => shape[a] as number));
  const groupOf = (flat: number): number =>
    kept.reduce(
      (g, a) => g * (shape[a] as number) + (Math.floor(flat / (strides[a] as number)) % (shape[a] as number)),
      0,
    );
  const count = values.length / groups;
  const mean = new Float64Array(groups);
  const variance = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) {
    const g = groupOf(i);
    mean[g] = (mean[g] as number) + (values[i] as number) / count;
  }
  for (let i = 0; i < values.length; i++) {
    const g = groupOf(i);
    variance[g] = (variance[g] as number) + ((values[i] as number) - (mean[g] as number)) ** 2 / count;
  }
  return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
}
