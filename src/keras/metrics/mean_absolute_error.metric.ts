/** MeanAbsoluteError: mean of absolute differences, in the unit of the target. */
import { absoluteError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { ERROR_CASES } from './error-cases';

export default defineMean({
  name: 'MeanAbsoluteError',
  ids: ['mae', 'MAE'],
  summary: 'Mean of absolute differences, in the unit of the target.',
  logName: 'mean_absolute_error',
  better: 'down',
  args: named('mean_absolute_error'),
  values: absoluteError,
  cases: ERROR_CASES,
});
