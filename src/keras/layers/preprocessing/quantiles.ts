/**
 * Edges of bins that hold about as many values each, as Discretization's `adapt` finds them: through a summary of the
 * values, in float32. Source: keras/src/layers/preprocessing/discretization.py.
 */

/** Values in rising order, and how many values each stands for. */
interface Summary {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

function summarize(values: ArrayLike<number>, epsilon: number): Summary {
  const sorted = Float32Array.from(values).sort();
  const step = Math.max(sorted.length / (1 / epsilon), 1);
  const taken: number[] = [];
  for (let i = Math.trunc(step - 1); i < sorted.length; i += Math.trunc(step)) taken.push(sorted[i] as number);
  return { values: Float32Array.from(taken), weights: new Float32Array(taken.length).fill(step) };
}

/** `y` at `x` of the line through the points, level beyond its ends; NumPy's `interp`. */
function interpolate(x: number, xs: Float32Array, ys: Float32Array): number {
  const last = xs.length - 1;
  if (x >= (xs[last] as number)) return ys[last] as number;
  if (x < (xs[0] as number)) return ys[0] as number;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const [x0, y0] = [xs[low] as number, ys[low] as number];
  return x === x0 ? y0 : (((ys[high] as number) - y0) / ((xs[high] as number) - x0)) * (x - x0) + y0;
}

function compress(summary: Summary, epsilon: number): Summary {
  const { values, weights } = summary;
  if (values.length * epsilon < 1) return summary;
  const reached = new Float32Array(weights.length);
  weights.forEach((w, i) => {
    reached[i] = (i > 0 ? (reached[i - 1] as number) : 0) + w;
  });
  const all = reached[reached.length - 1] as number;
  const shares = reached.map((r) => r / all);
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const sums = wanted.map((share) => interpolate(share, shares, reached));
  return {
    values: Float32Array.from(wanted, (share) => interpolate(share, shares, values)),
    weights: Float32Array.from(sums, (sum, i) => sum - (i > 0 ? (sums[i - 1] as number) : 0)),
  };
}

/**
 * @param values of all samples, in any order
 * @returns one edge fewer than bins; fewer still where there are fewer values
 */
export function binEdges(values: ArrayLike<number>, bins: number, epsilon: number): number[] {
  const summary = compress(summarize(values, epsilon), epsilon);
  return [...compress(summary, 1 / bins).values.slice(0, -1)];
}
