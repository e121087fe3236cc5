/**
 * Metrics of overlap between predicted and true classes, from one confusion matrix over all samples.
 * Source: keras/src/metrics/iou_metrics.py.
 */

import { type Problem, ProblemError, problem } from '../../base/problem';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { type Arg, type Args, type ArgValues, arg } from '../core/args';
import { defineMetric, type MetricDefinition, type StateSpec } from '../core/definitions';
import { EPSILON, toFloat } from '../core/numerics';
import { axisProblem } from '../core/pair-check';
import { LONGEST_TABLE } from '../core/size-limit';
import { unnamed } from './common';

export const classesArg = arg.int(undefined, { min: 2, max: LONGEST_TABLE, doc: 'Number of classes.' });
export const targetsArg = arg.numbers('int', undefined, { min: 0, doc: 'Classes whose overlap is averaged.' });
export const ignoreArg = arg.int(null, { doc: 'Class whose samples do not count.' });
export const sparseTrueArg = arg.bool(true, { doc: 'Targets are class indices, not one-hot rows.' });
export const sparsePredArg = (sparse: boolean) =>
  arg.bool(sparse, { doc: 'Predictions are class indices, not scores.' });
export const axisArg = arg.int(-1, { doc: 'Axis of one-hot rows and scores.', rare: true });
/** `name` and `dtype`; counts are whole numbers unless a float type is asked for. */
export const matrixNames = {
  ...unnamed,
  dtype: arg.choice(null, ['int32', 'float32'], { doc: 'Element type of the counts; none means int32.', rare: true }),
};

interface MatrixConfig {
  readonly num_classes: number;
  readonly dtype: string | null;
}

const dtypeOf = (c: MatrixConfig) => (c.dtype === 'float32' ? ('float32' as const) : ('int32' as const));

/** True classes by row, predicted ones by column; whole numbers unless a float dtype is asked for. */
export function matrixStates(c: MatrixConfig): StateSpec[] {
  return [{ name: 'total_confusion_matrix', shape: [c.num_classes, c.num_classes], dtype: dtypeOf(c) }];
}

interface ClassOptions {
  readonly ignore_class: number | null;
  readonly sparse_y_true: boolean;
  readonly sparse_y_pred: boolean;
  readonly axis: number;
}

/** The problem of classes that are to be averaged but do not exist, or null. Source: IoU.__init__. */
export function targetsProblem(name: string, ids: readonly number[], classes: number): Problem | null {
  if (ids.length > 0 && ids.length <= LONGEST_TABLE && ids.every((id) => id < classes)) return null;
  return problem(
    'metric-classes',
    ids.length === 0
      ? `${name} needs at least one class in target_class_ids.`
      : `${name} averages class ${Math.max(...ids.slice(0, LONGEST_TABLE))}, but classes go from 0 to ${classes - 1}.`,
    {
      where: 'target_class_ids',
      expected: `whole numbers from 0 to ${classes - 1}`,
      received: JSON.stringify(ids.slice(0, 20)),
    },
  );
}

/** The problem of one-hot rows or scores without the `axis` along which their classes lie, or null. */
function matrixProblem(
  name: string,
  o: Omit<ClassOptions, 'ignore_class'>,
  t: ValueType,
  p: ValueType,
): Problem | null {
  const ranks = [o.sparse_y_true ? [] : t.shape.length, o.sparse_y_pred ? [] : p.shape.length].flat();
  return ranks.length > 0 ? axisProblem(name, o.axis, Math.min(...ranks), 'one-hot rows and scores have') : null;
}

/** @throws ProblemError where there is not one for each target. */
function fitting(what: string, count: number, targets: number): void {
  if (count === targets) return;
  throw new ProblemError(
    problem('metric-sizes', `The overlap of classes needs as many ${what} as targets.`, {
      expected: `${targets} ${what}`,
      received: `${count}`,
    }),
  );
}

/** Adds a batch. Classes out of range and the ignored one are left out. */
export function addToMatrix(
  c: MatrixConfig,
  o: ClassOptions,
  states: readonly Tensor[],
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null,
): Tensor[] {
  const flat = (x: Tensor, sparse: boolean): Tensor => {
    const classes = sparse ? ops.convert(x, 'int32') : ops.argmax(x, o.axis);
    return ops.reshape(classes, [classes.size]);
  };
  const [targets, predictions] = [flat(yTrue, o.sparse_y_true), flat(yPred, o.sparse_y_pred)];
  if (targets.size !== 1 && predictions.size !== 1) fitting('predictions', predictions.size, targets.size);
  if (sampleWeight && sampleWeight.size !== 1) fitting('weights', sampleWeight.size, targets.size);
  const size = [Math.max(targets.size, predictions.size)];
  const [t, p] = [ops.broadcastTo(targets, size), ops.broadcastTo(predictions, size)];
  const kind = dtypeOf(c);
  const given = sampleWeight ? ops.convert(ops.convert(sampleWeight, kind), 'float32') : ops.scalar(1);
  let weights = ops.broadcastTo(given.rank > 1 ? ops.reshape(given, [given.size]) : given, t.shape);
  if (o.ignore_class !== null) weights = ops.where(ops.ne(t, o.ignore_class), weights, 0);
  // A class out of range has a row of zeros, so it counts nowhere.
  const rows = ops.mul(ops.oneHot(t, c.num_classes), ops.expandDims(weights, 1));
  const batch = ops.matmul(rows, ops.oneHot(p, c.num_classes), true, false);
  return [ops.add(states[0] as Tensor, ops.convert(batch, kind))];
}

/** Mean overlap of the target classes that occur. */
export function meanOverlap(matrix: Tensor, targets: readonly number[]): Tensor {
  const counts = ops.convert(matrix, 'float32');
  const n = counts.shape[0] as number;
  const diagonal = ops.sum(ops.mul(counts, toFloat(ops.eq(ops.iota([n, n], 0), ops.iota([n, n], 1)))), 0);
  const union = ops.sub(ops.add(ops.sum(counts, 0), ops.sum(counts, 1)), diagonal);
  const wanted = ops.constant([...targets], [targets.length], 'int32');
  const [hits, total] = [ops.gather(diagonal, wanted), ops.gather(union, wanted)];
  const there = ops.gt(total, 1e-9);
  const overlap = ops.where(there, ops.div(hits, ops.add(total, EPSILON)), 0);
  return ops.div(ops.sum(overlap), ops.add(ops.sum(toFloat(there)), EPSILON));
}

const allClasses = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What is known of all of them. */
export const OVERLAP = {
  aliases: ['intersection over union', 'Jaccard', 'segmentation'],
  better: 'up',
  masking: 'ignore',
} as const;

interface Overlap extends Args {
  readonly num_classes: Arg<number>;
  readonly dtype: Arg<'int32' | 'float32' | null>;
  readonly ignore_class: Arg<number | null>;
  readonly sparse_y_pred: Arg<boolean>;
  readonly axis: Arg<number>;
}

interface Choices {
  /** Classes averaged; all of them where they cannot be chosen. */
  readonly target_class_ids?: readonly number[];
  /** One-hot rows where that is not asked. */
  readonly sparse_y_true?: boolean;
}

/** The overlap of classes, averaged over those that are to be. */
export function defineOverlap<A extends Overlap>(
  d: Pick<MetricDefinition<A>, 'name' | 'summary' | 'logName' | 'args' | 'cases'>,
): MetricDefinition<A> {
  type Told = ArgValues<Overlap> & Choices;
  const options = (c: Told): ClassOptions => ({ ...c, sparse_y_true: c.sparse_y_true ?? false });
  return defineMetric<A>({
    ...OVERLAP,
    ...d,
    together: (c) => {
      const { target_class_ids: targets, num_classes: classes } = c as Told;
      return targets ? targetsProblem(d.name, targets, classes) : null;
    },
    check: (c, t, p) => matrixProblem(d.name, options(c as Told), t, p),
    states: (c) => matrixStates(c as Told),
    update: (c, states, yTrue, yPred, sampleWeight) =>
      addToMatrix(c as Told, options(c as Told), states, yTrue, yPred, sampleWeight),
    result(c, states) {
      const { target_class_ids: targets, num_classes: classes } = c as Told;
      return meanOverlap(states[0] as Tensor, targets ?? allClasses(classes));
    },
  });
}
