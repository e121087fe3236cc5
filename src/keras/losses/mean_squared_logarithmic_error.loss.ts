/**
 * MeanSquaredLogarithmicError: mean of squared differences of logarithms; for targets over several orders of
 * magnitude.
 */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { squaredLogarithmicError } from './errors';

export default defineLoss({
  name: 'MeanSquaredLogarithmicError',
  ids: ['msle', 'MSLE'],
  summary: 'Mean of squared differences of logarithms; for targets over several orders of magnitude.',
  targets: 'number',
  logName: 'mean_squared_logarithmic_error',
  args: lossArgs('mean_squared_logarithmic_error'),
  call: (t, p) => squaredLogarithmicError(t, p),
  cases: [
    {
      name: 'plain',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0, high: 5 },
        { shape: [4, 3], low: 0, high: 5 },
      ],
    },
    {
      name: 'negative values',
      config: {},
      inputs: [{ shape: [4, 3] }, { shape: [4, 3] }, { shape: [4], low: 0, high: 2 }],
    },
  ],
});
