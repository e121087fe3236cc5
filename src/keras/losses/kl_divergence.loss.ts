/** KLDivergence: how far the predicted distribution is from the target distribution. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { klDivergence } from './errors';

export default defineLoss({
  name: 'KLDivergence',
  ids: ['kld', 'KLD'],
  aliases: ['relative entropy'],
  summary: 'How far the predicted distribution is from the target distribution.',
  targets: 'any',
  logName: 'kl_divergence',
  args: lossArgs('kl_divergence'),
  call: (t, p) => klDivergence(t, p),
  cases: [
    {
      name: 'distributions',
      config: {},
      inputs: [
        { shape: [4, 3], simplex: true },
        { shape: [4, 3], simplex: true },
      ],
    },
    {
      name: 'zeros and ones',
      config: {},
      inputs: [
        { shape: [2, 2], values: [0, 1, 1, 0] },
        { shape: [2, 2], values: [1, 0, 0.5, 0.5] },
        { shape: [2], values: [2, 0.5] },
      ],
    },
  ],
});
