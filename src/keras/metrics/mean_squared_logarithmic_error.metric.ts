/** MeanSquaredLogarithmicError: mean of squared differences of logarithms. */
import { squaredLogarithmicError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { boundedCases } from './error-cases';

export default defineMean({
  name: 'MeanSquaredLogarithmicError',
  ids: ['msle', 'MSLE'],
  summary: 'Mean of squared differences of logarithms.',
  logName: 'mean_squared_logarithmic_error',
  better: 'down',
  args: named('mean_squared_logarithmic_error'),
  values: squaredLogarithmicError,
  cases: boundedCases(0, 5),
});
