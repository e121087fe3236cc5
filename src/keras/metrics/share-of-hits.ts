/** Precision and recall: hits among all called yes, or among all that are yes. */

import { type Problem, problem } from '../../base/problem';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { divideNoNan } from '../core/numerics';
import { checkClassId, checkSameShape, checkThresholds, classIdArg, thresholdsArg, unnamed } from './common';
import { oneOrAll } from './condition-count';
import { BELOW_ALL, confusionCounts, thresholdList } from './confusion';

const thresholdsOf = (c: { readonly thresholds: unknown; readonly top_k: number | null }): number[] =>
  thresholdList(c.thresholds, c.top_k === null ? 0.5 : BELOW_ALL);

interface Share {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly logName: string;
  /** What stands beside the hits in the denominator. */
  readonly others: 'false_positives' | 'false_negatives';
}

/** There are no more predictions to call yes than the last axis holds. */
function checkBest(k: number | null, { shape }: ValueType): Problem | null {
  const classes = shape.at(-1) ?? 1;
  if (k === null || k <= classes) return null;
  return problem('metric-top-k', `top_k is ${k}; the predictions have ${classes} along their last axis.`, {
    where: 'top_k',
    expected: `at most ${classes}`,
    received: String(k),
    fixes: [{ label: `Use ${classes}`, action: 'set-argument', params: { argument: 'top_k', value: classes } }],
  });
}

export const shareOfHits = ({ others, ...words }: Share) =>
  defineMetric({
    ...words,
    better: 'up',
    masking: 'ignore',
    args: {
      thresholds: thresholdsArg,
      top_k: arg.int(null, { min: 1, doc: 'Calls the k largest predictions of a sample yes.' }),
      class_id: classIdArg,
      ...unnamed,
    },
    together: (c) => checkThresholds(c.thresholds),
    check: (c, t, p) => checkSameShape(words.name, t, p) ?? checkBest(c.top_k, p) ?? checkClassId(c.class_id, p),
    states: (c) => ['true_positives', others].map((name) => ({ name, shape: [thresholdsOf(c).length] })),
    update(c, states, yTrue, yPred, sampleWeight) {
      const counts = confusionCounts(yTrue, yPred, sampleWeight, {
        thresholds: thresholdsOf(c),
        topK: c.top_k,
        classId: c.class_id,
      });
      const missed = others === 'false_positives' ? counts.falsePositives : counts.falseNegatives;
      return [ops.add(states[0] as Tensor, counts.truePositives), ops.add(states[1] as Tensor, missed)];
    },
    result(_c, states) {
      const [hits, rest] = states as [Tensor, Tensor];
      return oneOrAll(divideNoNan(hits, ops.add(hits, rest)));
    },
    cases: [
      {
        name: 'one threshold',
        config: {},
        inputs: [
          { shape: [6, 1], dtype: 'int32' },
          { shape: [6, 1], low: 0, high: 1 },
        ],
        extra: { batches: 3 },
      },
      {
        name: 'targets without last axis',
        config: {},
        inputs: [
          { shape: [6], dtype: 'int32' },
          { shape: [6, 1], low: 0, high: 1 },
          { shape: [6], low: 0, high: 2 },
        ],
      },
      {
        name: 'thresholds, weights',
        config: { thresholds: [0.2, 0.5, 0.9] },
        inputs: [
          { shape: [4, 3], dtype: 'int32' },
          { shape: [4, 3], low: 0, high: 1 },
          { shape: [4], low: 0, high: 2 },
        ],
      },
      {
        name: 'even thresholds',
        config: { thresholds: [0, 0.5, 1] },
        inputs: [
          { shape: [4, 3], dtype: 'int32' },
          { shape: [4, 3], low: 0, high: 1 },
        ],
      },
      {
        name: 'best two',
        config: { top_k: 2 },
        inputs: [
          { shape: [5, 4], oneHot: true },
          { shape: [5, 4], simplex: true },
        ],
      },
      {
        name: 'best of one class, above a half',
        config: { top_k: 1, class_id: 1, thresholds: 0.4 },
        inputs: [
          { shape: [5, 3], oneHot: true },
          { shape: [5, 3], simplex: true },
          { shape: [5], low: 0, high: 2 },
        ],
      },
      {
        name: 'ties among the best',
        config: { top_k: 1 },
        inputs: [
          { shape: [2, 3], oneHot: true },
          { shape: [2, 3], values: [1, 1, 0, 0, 0, 0] },
        ],
      },
      {
        name: 'one class',
        config: { class_id: 2 },
        inputs: [
          { shape: [5, 3], oneHot: true },
          { shape: [5, 3], simplex: true },
        ],
      },
      {
        name: 'nothing found',
        config: {},
        inputs: [
          { shape: [3, 1], values: [0, 0, 0] },
          { shape: [3, 1], values: [0.1, 0.2, 0.3] },
        ],
      },
      {
        name: 'all weights zero',
        config: {},
        inputs: [
          { shape: [3, 1], values: [0, 1, 1] },
          { shape: [3, 1], values: [0.1, 0.7, 0.9] },
          { shape: [3], values: [0, 0, 0] },
        ],
      },
      {
        name: 'steps',
        config: {},
        inputs: [
          { shape: [2, 3, 1], dtype: 'int32' },
          { shape: [2, 3, 1], low: 0, high: 1 },
          { shape: [2, 3], low: 0, high: 2 },
        ],
      },
    ],
  });
