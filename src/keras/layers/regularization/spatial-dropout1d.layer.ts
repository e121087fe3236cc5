/** SpatialDropout1D: whole channels of a sequence become zero while training. */
import type { Tensor } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { buildNoise, rateWords, seedArg } from './noise';
import { channelRateArg, dropChannels } from './spatial';

export default defineLayer({
  name: 'SpatialDropout1D',
  family: 'regularization',
  summary: 'While training, sets whole channels of a sequence to zero, since neighbours tell the same story.',
  aliases: ['overfitting', 'drop channels', 'feature maps'],
  inputs: { rank: 3 },
  args: {
    rate: channelRateArg,
    seed: seedArg,
  },
  masking: 'pass',
  card: (c) => [rateWords(c.rate)],
  build: (b, c) => buildNoise(b, c.rate, c.seed),
  call: (ctx, c, [x]) => dropChannels(ctx, c.rate, null, x as Tensor),
  cases: [
    { name: 'training', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [3, 4, 5] }], training: true },
    { name: 'inference', config: { rate: 0.4 }, inputs: [{ shape: [3, 4, 5] }] },
    {
      name: 'a masked sequence',
      config: { rate: 0.3, seed: 5 },
      inputs: [{ shape: [3, 4, 5], mask: [3, 4] }],
      training: true,
    },
    { name: 'nothing', config: { rate: 0 }, inputs: [{ shape: [3, 4, 5] }], training: true },
  ],
});
