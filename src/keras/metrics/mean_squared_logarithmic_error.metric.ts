/** MeanSquaredLogarithmicError: mean of squared differences of logarithms. */
import { squaredLogarithmicError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'MeanSquaredLogarithmicError',
  ids: ['msle', 'MSLE'],
  summary: 'Mean of squared differences of logarithms.',
  logName: 'mean_squared_logarithmic_error',
  better: 'down',
  args: named('mean_squared_logarithmic_error'),
  values: squaredLogarithmicError,
  cases: [
    {
      name: 'numbers',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0, high: 5 },
        { shape: [4, 3], low: 0, high: 5 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights',
      config: {},
      inputs: [
        { shape: [5, 2], low: 0, high: 5 },
        { shape: [5, 2], low: 0, high: 5 },
        { shape: [5], low: 0, high: 2 },
      ],
    },
  ],
});
