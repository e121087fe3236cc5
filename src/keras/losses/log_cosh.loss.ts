/** LogCosh: logarithm of the hyperbolic cosine of the difference: square near zero, straight far away. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { logCosh } from './errors';

export default defineLoss({
  name: 'LogCosh',
  summary: 'Logarithm of the hyperbolic cosine of the difference: square near zero, straight far away.',
  targets: 'number',
  logName: 'log_cosh',
  args: lossArgs('log_cosh'),
  call: (t, p) => logCosh(t, p),
  cases: [
    {
      name: 'plain',
      config: {},
      inputs: [
        { shape: [4, 3], low: -2, high: 2 },
        { shape: [4, 3], low: -2, high: 2 },
      ],
    },
    {
      name: 'sample weights',
      config: {},
      inputs: [{ shape: [5, 2] }, { shape: [5, 2] }, { shape: [5], low: 0, high: 2 }],
    },
    { name: 'steps with a mask', config: {}, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3], mask: [2, 4] }] },
    { name: 'target without last axis', config: {}, inputs: [{ shape: [4] }, { shape: [4, 1] }] },
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
