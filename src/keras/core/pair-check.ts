/** What targets and predictions must have in common for a loss or a metric, said in Keras' terms when they have not. */
import { type Problem, problem } from '../../base/problem';
import { formatShape, type Shape } from '../../base/shape';

interface Shaped {
  readonly shape: Shape;
}

/** A shape as Keras prints it: the size of the batch is no part of the rule. */
export const shownShape = (s: Shape): string => (s.length === 0 ? '()' : formatShape([null, ...s.slice(1)]));

/** Shapes as `squeezeOrExpandToSameRank` makes them. */
function matchedShapes(a: Shape, b: Shape): [Shape, Shape] {
  const match = (long: Shape, short: Shape): [Shape, Shape] => {
    if (long.at(-1) !== 1) return [long, short];
    return short.length === 1 ? [long, [...short, 1]] : [long.slice(0, -1), short];
  };
  if (a.length === b.length + 1) return match(a, b);
  if (b.length === a.length + 1) {
    const [long, short] = match(b, a);
    return [short, long];
  }
  return [a, b];
}

const broadcasts = (a: Shape, b: Shape): boolean =>
  Array.from({ length: Math.min(a.length, b.length) }, (_, i) => [a.at(-1 - i), b.at(-1 - i)]).every(
    ([x, y]) => x === y || x === 1 || y === 1,
  );

/** Whether the first broadcasts to the very shape of the second. */
export const broadcastsTo = (a: Shape, b: Shape): boolean =>
  a.length <= b.length && a.every((d, i) => d === 1 || d === b[b.length - a.length + i]);

/** @param rule how the two have to relate, after the name of what relates them */
function misfit(name: string, rule: string, { shape: t }: Shaped, { shape: p }: Shaped, expected?: Shape): Problem {
  return problem('target-shape', `${name} ${rule}: targets are ${shownShape(t)}, predictions ${shownShape(p)}.`, {
    expected: `targets ${shownShape(expected ?? p)}`,
    received: shownShape(t),
  });
}

/** The problem of a loss or metric that compares number with number, or null. */
export function broadcastProblem(name: string, yTrue: Shaped, yPred: Shaped): Problem | null {
  const [t, p] = matchedShapes(yTrue.shape, yPred.shape);
  // Tensors of different ranks would have samples meet what each sample has several of.
  const aligned = t.length === p.length || t.length === 0 || p.length === 0;
  return aligned && broadcasts(t, p) ? null : misfit(name, 'compares each prediction with one target', yTrue, yPred);
}

/** The same for one that looks at the largest of the last axis: the other axes have to fit. */
export function rowsProblem(name: string, yTrue: Shaped, yPred: Shaped): Problem | null {
  const [t, p] = matchedShapes(yTrue.shape, yPred.shape);
  const fit = t.length === p.length && broadcasts(t.slice(0, -1), p.slice(0, -1));
  return fit ? null : misfit(name, 'compares one row of targets with each row of predictions', yTrue, yPred);
}

/**
 * The problem of one that takes a class index for each row of predictions, or null.
 * @param column whether the indices may come as a column
 */
export function classesProblem(name: string, yTrue: Shaped, yPred: Shaped, column = true): Problem | null {
  const [t, p] = matchedShapes(yTrue.shape, yPred.shape);
  const rows = p.slice(0, -1);
  const indices = column && t.length === p.length && t.at(-1) === 1 ? t.slice(0, -1) : t;
  const fit = indices.length === rows.length && indices.every((d, i) => d === rows[i]);
  return fit ? null : misfit(name, 'takes one class index for each row of predictions', yTrue, yPred, rows);
}

/** The problem of an `axis` that tensors of this rank do not have, or null. */
export function axisProblem(
  name: string,
  axis: number | readonly number[] | null,
  rank: number,
  what: string,
): Problem | null {
  const wrong = [axis ?? []].flat().filter((a) => a < -rank || a >= rank);
  if (wrong.length === 0) return null;
  const range = rank === 0 ? 'none' : `from ${-rank} to ${rank - 1}`;
  return problem(
    'axis-range',
    `${name} has axis ${wrong.join(', ')}, but ${what} ${rank === 1 ? 'one axis' : `${rank} axes`}.`,
    {
      where: 'axis',
      expected: range,
      received: JSON.stringify(axis),
      fixes:
        typeof axis === 'number' && rank > 0
          ? [{ label: 'Take the last axis', action: 'set-argument', params: { argument: 'axis', value: -1 } }]
          : [],
    },
  );
}

/** The `axis` argument of a config that has one. */
export function axisOf(config: unknown): number | readonly number[] | null {
  const { axis = null } = config as { readonly axis?: number | readonly number[] | null };
  return axis;
}

/** The problem of weights that do not fit what they weigh, or null. */
export function weightsProblem(weights: Shape, values: Shape): Problem | null {
  const [w, v] = matchedShapes(weights, values);
  // A weight per sample would otherwise meet the steps of a batch that happens to have as many samples.
  const perSample = w.length === 1 && v.length > 1 && w[0] !== 1;
  return !perSample && broadcasts(w, v) ? null : weightsMisfit(weights, values);
}

export function weightsMisfit(weights: Shape, values: Shape): Problem {
  return problem(
    'sample-weight-shape',
    `Sample weights are ${shownShape(weights)}, what they weigh is ${shownShape(values)}: Keras wants a weight for each of these.`,
    { where: 'sample_weight', expected: shownShape(values), received: shownShape(weights) },
  );
}
