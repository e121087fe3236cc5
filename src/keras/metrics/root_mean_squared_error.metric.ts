/** RootMeanSquaredError: the root of the mean of squared differences, over all samples seen. */
import * as ops from '../../ops';
import { defineMetric } from '../core/definitions';
import { squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { addToMean, MEAN_STATES, meanOf } from './averages';
import { checkSameShape, named } from './common';

export default defineMetric({
  name: 'RootMeanSquaredError',
  aliases: ['rmse', 'standard error'],
  summary: 'Root of the mean squared difference, in the unit of the target.',
  logName: 'root_mean_squared_error',
  better: 'down',
  masking: 'ignore',
  args: named('root_mean_squared_error'),
  check: (_c, t, p) => checkSameShape('RootMeanSquaredError', t, p),
  states: () => MEAN_STATES,
  update(_c, states, yTrue, yPred, sampleWeight) {
    const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), ops.convert(yPred, 'float32'));
    return addToMean(states, ops.square(ops.sub(p, t)), sampleWeight);
  },
  result: (_c, states) => ops.sqrt(meanOf(states)),
  cases: [
    { name: 'numbers', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3] }], extra: { batches: 3 } },
    { name: 'weights', config: {}, inputs: [{ shape: [5, 2] }, { shape: [5, 2] }, { shape: [5], low: 0, high: 2 }] },
    {
      name: 'steps, weight per step',
      config: {},
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2] }, { shape: [2, 3], low: 0, high: 2 }],
    },
    {
      name: 'one column, weights all zero',
      config: {},
      inputs: [{ shape: [4] }, { shape: [4, 1] }, { shape: [4], values: [0, 0, 0, 0] }],
    },
    { name: 'masked steps', config: {}, inputs: [{ shape: [2, 4, 2] }, { shape: [2, 4, 2], mask: [2, 4] }] },
  ],
});
