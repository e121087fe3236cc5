/**
 * Mean: the weighted mean of values. Values stand in the place of targets, weights in that of predictions, as in
 * Keras.
 */
import * as ops from '../../ops';
import { defineMetric } from '../core/definitions';
import { addToMean, MEAN_STATES, meanOf } from './averages';
import { named } from './common';

export default defineMetric({
  name: 'Mean',
  summary: 'Weighted mean of values; used for the loss itself.',
  logName: 'mean',
  better: null,
  masking: 'ignore',
  args: named('mean'),
  states: () => MEAN_STATES,
  update: (_c, states, values, weights, sampleWeight) =>
    addToMean(states, ops.convert(values, 'float32'), sampleWeight ?? weights),
  result: (_c, states) => meanOf(states),
  cases: [
    { name: 'values', config: {}, inputs: [{ shape: [5] }, { shape: [5], low: 0, high: 2 }], extra: { batches: 3 } },
    { name: 'rows of values', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4], low: 0, high: 2 }] },
    { name: 'weight per value', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3], low: 0, high: 2 }] },
    { name: 'no weight', config: {}, inputs: [{ shape: [3] }, { shape: [3], values: [0, 0, 0] }] },
  ],
});
