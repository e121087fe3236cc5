/** The four metrics that only count one condition at thresholds. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineMetric } from '../core/definitions';
import { checkSameShape, checkThresholds, thresholdsArg, unnamed } from './common';
import { type Counts, confusionCounts, thresholdList } from './confusion';

/** One number for one threshold, else one per threshold. */
export const oneOrAll = (x: Tensor): Tensor => (x.size === 1 ? ops.reshape(x, []) : x);

export function defineConditionCount(name: string, logName: string, condition: keyof Counts, summary: string) {
  return defineMetric({
    name,
    summary,
    logName,
    better: null,
    masking: 'ignore',
    args: { thresholds: thresholdsArg, ...unnamed },
    together: (c) => checkThresholds(c.thresholds),
    check: (_c, t, p) => checkSameShape(name, t, p),
    states: (c) => [{ name: 'accumulator', shape: [thresholdList(c.thresholds, 0.5).length] }],
    update(c, states, yTrue, yPred, sampleWeight) {
      const counts = confusionCounts(yTrue, yPred, sampleWeight, { thresholds: thresholdList(c.thresholds, 0.5) });
      return [ops.add(states[0] as Tensor, counts[condition])];
    },
    result: (_c, states) => oneOrAll(states[0] as Tensor),
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
        config: { thresholds: [0, 0.25, 0.5, 0.75, 1] },
        inputs: [
          { shape: [6], values: [0, 1, 0, 1, 1, 0] },
          { shape: [6], values: [0, 0.25, 0.5, 0.8, 1, 0.75] },
        ],
      },
      {
        name: 'a number',
        config: { thresholds: 0.3 },
        inputs: [
          { shape: [6], dtype: 'int32' },
          { shape: [6, 1], low: 0, high: 1 },
        ],
      },
    ],
  });
}
