/** Counting right and wrong: the confusion matrix of predictions and what follows from it. */

export interface Confusion {
  readonly classes: readonly string[];
  /** Row: true class; column: predicted class. */
  readonly counts: readonly (readonly number[])[];
  readonly total: number;
  readonly accuracy: number;
  /** NaN where there is nothing to have a share of: precision of a class never named, recall of one without samples. */
  readonly perClass: readonly {
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly support: number;
  }[];
}

/** Index of the class a row of outputs names: above 0.5 for one output, else the largest. */
export function predictedClass(outputs: Float32Array, width: number, row: number): number {
  if (width === 1) return (outputs[row] as number) > 0.5 ? 1 : 0;
  let best = 0;
  for (let c = 1; c < width; c++)
    if ((outputs[row * width + c] as number) > (outputs[row * width + best] as number)) best = c;
  return best;
}

export function confusionOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: readonly string[],
): Confusion {
  const n = classes.length;
  const counts = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  let right = 0;
  for (let i = 0; i < truth.length; i++) {
    const [t, p] = [truth[i] as number, predicted[i] as number];
    const row = counts[t];
    if (row?.[p] === undefined) continue;
    row[p] += 1;
    if (t === p) right++;
  }
  const perClass = counts.map((row, c) => {
    const support = row.reduce((a, b) => a + b, 0);
    const named = counts.reduce((a, r) => a + (r[c] as number), 0);
    const hit = row[c] as number;
    return { precision: hit / named, recall: hit / support, f1: (2 * hit) / (named + support), support };
  });
  return { classes, counts, total: truth.length, accuracy: truth.length === 0 ? 0 : right / truth.length, perClass };
}
