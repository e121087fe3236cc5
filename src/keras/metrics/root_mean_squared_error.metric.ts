/** RootMeanSquaredError: the root of the mean of squared differences, over all samples seen. */
import * as ops from '../../ops';
import { defineMetric } from '../core/definitions';
import { squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { addToMean, MEAN_STATES, meanOf } from './averages';
import { checkSameShape, named } from './common';
import { ERROR_CASES } from './error-cases';

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
  cases: ERROR_CASES,
});
