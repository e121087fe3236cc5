/**
 * Sum: the weighted sum of values. Values stand in the place of targets, weights in that of predictions, as in
 * Keras.
 */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineMetric } from '../core/definitions';
import { perSample } from './averages';
import { named } from './common';

export default defineMetric({
  name: 'Sum',
  summary: 'Weighted sum of values.',
  logName: 'sum',
  better: null,
  masking: 'ignore',
  args: named('sum'),
  states: () => [{ name: 'total', shape: [] }],
  update(_c, states, values, weights, sampleWeight) {
    const batch = perSample(ops.convert(values, 'float32'), sampleWeight ?? weights, ops.sum);
    return [ops.add(states[0] as Tensor, ops.sum(batch.values))];
  },
  result: (_c, states) => states[0] as Tensor,
  cases: [
    { name: 'values', config: {}, inputs: [{ shape: [5] }, { shape: [5], low: 0, high: 2 }], extra: { batches: 3 } },
    { name: 'rows of values', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4], low: 0, high: 2 }] },
    { name: 'weight per value', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3], low: 0, high: 2 }] },
  ],
});
