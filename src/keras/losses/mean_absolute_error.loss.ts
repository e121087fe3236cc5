/** MeanAbsoluteError: mean of absolute differences; outliers count less than with squares. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { ERROR_CASES } from './error-cases';
import { absoluteError } from './errors';

export default defineLoss({
  name: 'MeanAbsoluteError',
  ids: ['mae', 'MAE'],
  aliases: ['L1 loss'],
  summary: 'Mean of absolute differences; outliers count less than with squares.',
  targets: 'number',
  logName: 'mean_absolute_error',
  args: lossArgs('mean_absolute_error'),
  call: (t, p) => absoluteError(t, p),
  cases: ERROR_CASES,
});
