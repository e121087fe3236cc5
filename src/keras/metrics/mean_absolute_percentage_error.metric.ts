/** MeanAbsolutePercentageError: mean of absolute differences in percent of the target. */
import { absolutePercentageError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { boundedCases } from './error-cases';

export default defineMean({
  name: 'MeanAbsolutePercentageError',
  ids: ['mape', 'MAPE'],
  summary: 'Mean of absolute differences in percent of the target.',
  logName: 'mean_absolute_percentage_error',
  better: 'down',
  args: named('mean_absolute_percentage_error'),
  values: absolutePercentageError,
  cases: boundedCases(0.2, 3),
});
