/** LogCoshError: mean of the logarithm of the hyperbolic cosine of the difference. */
import { logCosh } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { ERROR_CASES } from './error-cases';

export default defineMean({
  name: 'LogCoshError',
  summary: 'Mean of the logarithm of the hyperbolic cosine of the difference.',
  logName: 'logcosh',
  better: 'down',
  args: named('logcosh'),
  values: logCosh,
  cases: ERROR_CASES,
});
