/** GaussianNoise: random values added while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { buildNoise, NOISE, seedArg } from './noise';

export default defineLayer({
  name: 'GaussianNoise',
  family: 'regularization',
  summary: 'While training, adds bell-shaped noise, so that the model does not rely on exact values.',
  aliases: ['noise', 'jitter', 'normal noise', 'augmentation', 'denoising'],
  inputs: { minRank: 1 },
  args: {
    stddev: arg.float(undefined, { min: 0, max: 1, doc: 'Standard deviation of the noise.' }),
    seed: seedArg,
  },
  masking: 'pass',
  card: (c) => [`± ${c.stddev}`],
  build: (b, c) => buildNoise(b, c.stddev, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training || c.stddev === 0) return input;
    return ops.add(input, ops.mul(ops.randomNormal(ctx.nextKey(NOISE), input.shape), c.stddev));
  },
  cases: [
    { name: 'training', config: { stddev: 0.3, seed: 7 }, inputs: [{ shape: [4, 6] }], training: true },
    { name: 'inference', config: { stddev: 0.3 }, inputs: [{ shape: [4, 6] }] },
    {
      name: 'a masked sequence',
      config: { stddev: 1, seed: 9 },
      inputs: [{ shape: [2, 3, 4], mask: [2, 3] }],
      training: true,
    },
    { name: 'nothing', config: { stddev: 0 }, inputs: [{ shape: [2, 3] }], training: true },
  ],
});
