/** LogCosh: logarithm of the hyperbolic cosine of the difference: square near zero, straight far away. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { ERROR_CASES } from './error-cases';
import { logCosh } from './errors';

export default defineLoss({
  name: 'LogCosh',
  summary: 'Logarithm of the hyperbolic cosine of the difference: square near zero, straight far away.',
  targets: 'number',
  logName: 'log_cosh',
  args: lossArgs('log_cosh'),
  call: (t, p) => logCosh(t, p),
  cases: [
    ...ERROR_CASES,
    {
      name: 'large errors',
      config: {},
      inputs: [
        { shape: [4, 3], low: -60, high: 60 },
        { shape: [4, 3], low: -60, high: 60 },
      ],
    },
  ],
});
