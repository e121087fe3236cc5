/** Poisson: for counts: prediction minus target times its logarithm. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { poisson } from './errors';

export default defineLoss({
  name: 'Poisson',
  summary: 'For counts: prediction minus target times its logarithm.',
  targets: 'number',
  logName: 'poisson',
  args: lossArgs('poisson'),
  call: (t, p) => poisson(t, p),
  cases: [
    {
      name: 'plain',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0, high: 5 },
        { shape: [4, 3], low: 0.1, high: 5 },
      ],
    },
    {
      name: 'prediction zero',
      config: {},
      inputs: [
        { shape: [2, 2], values: [0, 1, 2, 3] },
        { shape: [2, 2], values: [0, 0, 2, 1] },
        { shape: [2], values: [1, 0.5] },
      ],
    },
  ],
});
