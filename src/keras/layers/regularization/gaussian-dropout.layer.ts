/** GaussianDropout: values multiplied by random numbers around 1 while training. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { buildNoise, NOISE, rateArg, rateWords, seedArg } from './noise';

export default defineLayer({
  name: 'GaussianDropout',
  family: 'regularization',
  summary: 'While training, multiplies values by bell-shaped noise around 1: a dropout that nothing falls out of.',
  aliases: ['multiplicative noise', 'overfitting'],
  inputs: { minRank: 1 },
  args: {
    rate: rateArg('Strength as a dropout share p: the deviation is √(p / (1 − p)).'),
    seed: seedArg,
  },
  masking: 'pass',
  card: (c) => [rateWords(c.rate)],
  check(c) {
    if (c.rate < 1) return null;
    return problem('rate-one', 'At a rate of 1 the noise would be infinite.', {
      where: 'rate',
      expected: 'below 1',
      received: '1',
      fixes: [{ label: 'Use 0.5', action: 'set-argument', params: { argument: 'rate', value: 0.5 } }],
    });
  },
  build: (b, c) => buildNoise(b, c.rate, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training || c.rate === 0) return input;
    const deviation = Math.sqrt(c.rate / (1 - c.rate));
    return ops.mul(input, ops.add(ops.mul(ops.randomNormal(ctx.nextKey(NOISE), input.shape), deviation), 1));
  },
  cases: [
    { name: 'training', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [4, 6] }], training: true },
    { name: 'inference', config: { rate: 0.4 }, inputs: [{ shape: [4, 6] }] },
    {
      name: 'a masked sequence',
      config: { rate: 0.1, seed: 9 },
      inputs: [{ shape: [2, 3, 4], mask: [2, 3] }],
      training: true,
    },
    { name: 'nothing', config: { rate: 0 }, inputs: [{ shape: [2, 3] }], training: true },
  ],
});
