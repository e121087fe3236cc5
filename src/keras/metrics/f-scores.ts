/**
 * F scores: precision and recall in one number, per class or over all. Source:
 * keras/src/metrics/f_score_metrics.py.
 */
import { type Problem, ProblemError, problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import type { StateSpec } from '../core/definitions';
import { squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { complement, EPSILON, toFloat } from '../core/numerics';
import { checkSameShape } from './common';

export const averageArg = arg.choice(null, ['micro', 'macro', 'weighted'], {
  doc: 'One number for all classes: counted together, their mean, or weighted by size; none gives one per class.',
});
export const thresholdArg = arg.float(null, {
  min: 0,
  max: 1,
  doc: 'Predictions above it mean yes; none calls the largest of each sample.',
});

export interface FScoreConfig {
  readonly average: string | null;
  readonly threshold: number | null;
}

export function checkFScore(name: string, yTrue: ValueType, yPred: ValueType): Problem | null {
  if (yPred.shape.length !== 2) {
    return problem(
      'metric-shape',
      `${name} needs one row of predictions per sample, not ${formatShape([null, ...yPred.shape.slice(1)])}.`,
      {
        where: 'compile.metrics',
        expected: '(None, classes)',
        received: formatShape([null, ...yPred.shape.slice(1)]),
      },
    );
  }
  return checkSameShape(name, yTrue, yPred);
}

export function fScoreStates(c: FScoreConfig, yPred: ValueType): StateSpec[] {
  const shape = c.average === 'micro' ? [] : [yPred.shape[1] ?? 1];
  return ['true_positives', 'false_positives', 'false_negatives', 'intermediate_weights'].map((name) => ({
    name,
    shape,
  }));
}

/** Keras spreads other weights over rows and classes, and what it then counts does not fit its counters. */
const oneWeightEach = (weights: ValueType): Problem =>
  problem('metric-weights', 'F scores take one weight for each sample.', {
    where: 'compile.metrics',
    expected: '(None,)',
    received: formatShape([null, ...weights.shape.slice(1)]),
  });

/** Below this a largest prediction counts as no prediction at all. */
const NOTHING = 1e-9;

export function updateFScore(
  c: FScoreConfig,
  states: readonly Tensor[],
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null,
): Tensor[] {
  const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), ops.convert(yPred, 'float32'));
  const largest = ops.and(ops.ge(p, ops.max(p, -1, true)), ops.gt(ops.abs(p), NOTHING));
  const called = toFloat(c.threshold === null ? largest : ops.gt(p, c.threshold));
  const axes = c.average === 'micro' ? undefined : 0;
  if (sampleWeight && sampleWeight.rank > 1) throw new ProblemError(oneWeightEach(sampleWeight));
  const total = (x: Tensor): Tensor => {
    const weights = sampleWeight && ops.reshape(ops.convert(sampleWeight, 'float32'), [sampleWeight.size, 1]);
    return ops.sum(weights ? ops.mul(x, weights) : x, axes);
  };
  const batch = [ops.mul(called, t), ops.mul(called, complement(t)), ops.mul(complement(called), t), t].map(total);
  return batch.map((x, i) => ops.add(states[i] as Tensor, x));
}

export function fScore(c: FScoreConfig, beta: number, states: readonly Tensor[]): Tensor {
  const [tp, fp, fn, weights] = states as [Tensor, Tensor, Tensor, Tensor];
  const share = (rest: Tensor): Tensor => ops.div(tp, ops.add(ops.add(tp, rest), EPSILON));
  const [precision, recall] = [share(fp), share(fn)];
  const sum = ops.add(ops.mul(precision, beta * beta), recall);
  const scores = ops.mul(ops.div(ops.mul(precision, recall), ops.add(sum, EPSILON)), 1 + beta * beta);
  if (c.average === null) return scores;
  if (c.average !== 'weighted') return ops.mean(scores);
  return ops.sum(ops.mul(scores, ops.div(weights, ops.add(ops.sum(weights), EPSILON))));
}
