/** The spread of one weight's values: what cards and the weights view draw. */

const BINS = 30;

export interface Histogram {
  /** `dense` */
  readonly layer: string;
  /** `kernel`, `cell/recurrent_kernel` */
  readonly weight: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation. */
  readonly std: number;
  readonly counts: readonly number[];
}

/** Histogram over the range of the finite values. `path` is the variable's path. */
export function weightHistogram(path: string, values: Float32Array): Histogram {
  let [min, max, sum, squares, n] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    min = Math.min(min, v);
    max = Math.max(max, v);
    sum += v;
    squares += v * v;
    n++;
  }
  if (n === 0) [min, max] = [0, 0];
  const mean = n === 0 ? 0 : sum / n;
  const counts = new Array<number>(BINS).fill(0);
  const width = max - min;
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    const bin = width === 0 ? 0 : Math.min(BINS - 1, Math.floor(((v - min) / width) * BINS));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const cut = path.indexOf('/');
  return {
    layer: cut < 0 ? path : path.slice(0, cut),
    weight: path.slice(cut + 1),
    min,
    max,
    mean,
    std: n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean)),
    counts,
  };
}
