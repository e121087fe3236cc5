/**
 * Counts of true and false positives and negatives at several thresholds, the stuff of precision, recall and AUC.
 * Source: keras/src/metrics/metrics_utils.py. Keras sorts evenly spaced thresholds' predictions into buckets to save
 * time; comparing with every threshold gives the same counts.
 */
import { ProblemError } from '../../base/problem';
import { normalizeAxis } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { complement, descendingRank, EPSILON, toFloat } from '../core/numerics';
import { broadcastsTo, weightsMisfit } from '../core/pair-check';

/** Stands below every prediction. */
export const BELOW_ALL = -1e10;

export interface ConfusionOptions {
  readonly thresholds: readonly number[];
  readonly topK?: number | null;
  readonly classId?: number | null;
  /** Counts per label (last axis) instead of over everything. */
  readonly multiLabel?: boolean;
  /** Weight of each label; not with multiLabel. */
  readonly labelWeights?: readonly number[] | null;
}

/** One entry per threshold, per threshold and label with multiLabel. */
export interface Counts {
  readonly truePositives: Tensor;
  readonly falsePositives: Tensor;
  readonly trueNegatives: Tensor;
  readonly falseNegatives: Tensor;
}

/** Thresholds that lie on an even grid from 0 to 1: predictions are then cut to that range. */
function areEven(thresholds: readonly number[]): boolean {
  const n = thresholds.length;
  return n >= 3 && thresholds.every((t, i) => Math.abs(t - i / (n - 1)) <= EPSILON * 1.5 + 1e-5 * (i / (n - 1)));
}

/** The counts one batch adds. */
export function confusionCounts(
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null,
  o: ConfusionOptions,
): Counts {
  let [p, t] = squeezeOrExpandToSameRank(ops.convert(yPred, 'float32'), ops.convert(yTrue, 'float32'));
  let weights: Tensor | null = null;
  if (sampleWeight) {
    [, weights] = squeezeOrExpandToSameRank(t, ops.expandDims(ops.convert(sampleWeight, 'float32'), -1), false);
  }
  if (o.topK) {
    const kept = ops.lt(descendingRank(p), o.topK);
    p = ops.where(kept, p, BELOW_ALL);
  }
  if (o.classId !== null && o.classId !== undefined) {
    const at = normalizeAxis(o.classId, p.shape[p.rank - 1] ?? 1);
    p = ops.sliceAxis(p, -1, at, at + 1);
    t = ops.sliceAxis(t, -1, at, at + 1);
  }
  if (areEven(o.thresholds)) p = ops.clip(p, 0, 1);
  if (weights && sampleWeight && !broadcastsTo(weights.shape, p.shape)) {
    throw new ProblemError(weightsMisfit(sampleWeight.shape, p.shape));
  }
  weights = weights ? ops.broadcastTo(weights, p.shape) : ops.full(p.shape, 1);
  if (o.labelWeights) weights = ops.mul(weights, ops.constant([...o.labelWeights], [o.labelWeights.length]));
  const isPositive = ops.ne(t, 0);
  const positives = ops.where(isPositive, weights, 0);
  const negatives = ops.where(isPositive, 0, weights);
  return o.multiLabel
    ? countPerLabel(p, positives, negatives, o.thresholds)
    : countAll(p, positives, negatives, o.thresholds);
}

const thresholdTensor = (thresholds: readonly number[], shape: readonly number[]): Tensor =>
  ops.constant(thresholds.map(Math.fround), shape);

function countAll(p: Tensor, positives: Tensor, negatives: Tensor, thresholds: readonly number[]): Counts {
  const [n, k] = [p.size, thresholds.length];
  const called = toFloat(ops.gt(ops.reshape(p, [1, n]), thresholdTensor(thresholds, [k, 1])));
  const sides = ops.concat([ops.reshape(positives, [n, 1]), ops.reshape(negatives, [n, 1])], 1);
  const column = (m: Tensor, i: number): Tensor => ops.reshape(ops.sliceAxis(m, 1, i, i + 1), [k]);
  const hits = ops.matmul(called, sides);
  const misses = ops.matmul(complement(called), sides);
  return {
    truePositives: column(hits, 0),
    falsePositives: column(hits, 1),
    falseNegatives: column(misses, 0),
    trueNegatives: column(misses, 1),
  };
}

function countPerLabel(p: Tensor, positives: Tensor, negatives: Tensor, thresholds: readonly number[]): Counts {
  const called = ops.gt(
    ops.expandDims(p, 0),
    thresholdTensor(thresholds, [thresholds.length, ...p.shape.map(() => 1)]),
  );
  const count = (weights: Tensor, when: boolean): Tensor =>
    ops.sum(
      when ? ops.where(called, ops.expandDims(weights, 0), 0) : ops.where(called, 0, ops.expandDims(weights, 0)),
      1,
    );
  return {
    truePositives: count(positives, true),
    falsePositives: count(negatives, true),
    falseNegatives: count(positives, false),
    trueNegatives: count(negatives, false),
  };
}

/** Thresholds from 0 to 1 at even steps; one is put at a half. */
export function evenThresholds(count: number): number[] {
  if (count === 1) return [0.5];
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** A thresholds argument (none, a number or a list) as a list. */
export function thresholdList(value: unknown, otherwise: number): number[] {
  if (value === null) return [otherwise];
  return Array.isArray(value) ? (value as number[]) : [value as number];
}
