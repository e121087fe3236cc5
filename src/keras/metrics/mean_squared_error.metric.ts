/** MeanSquaredError: mean of squared differences. */
import { squaredError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { ERROR_CASES } from './error-cases';

export default defineMean({
  name: 'MeanSquaredError',
  ids: ['mse', 'MSE'],
  summary: 'Mean of squared differences.',
  logName: 'mean_squared_error',
  better: 'down',
  args: named('mean_squared_error'),
  values: squaredError,
  cases: ERROR_CASES,
});
