/** Dropout: random values become zero while training, so that no unit can rely on another. */
import type { Tensor } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { concreteNoise, dropout, noiseProblem, noiseShapeArg } from './dropout';
import { buildNoise, NOISE, rateArg, rateWords, seedArg } from './noise';

export default defineLayer({
  name: 'Dropout',
  family: 'regularization',
  summary: 'While training, sets a random share of values to zero, which curbs overfitting.',
  aliases: ['overfitting', 'regularization', 'noise', 'regularise'],
  inputs: { minRank: 1 },
  args: {
    rate: rateArg('Share of values set to zero.'),
    noise_shape: noiseShapeArg,
    seed: seedArg,
  },
  masking: 'pass',
  card: (c) => [rateWords(c.rate)],
  check: (c, [x]) => noiseProblem(c.noise_shape, x?.shape ?? []),
  build: (b, c) => buildNoise(b, c.rate, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    return dropout(input, c.rate, () => ctx.nextKey(NOISE), concreteNoise(c.noise_shape, input.shape));
  },
  cases: [
    { name: 'training', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [4, 9] }], training: true },
    { name: 'inference', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [4, 9] }] },
    {
      name: 'whole steps of a masked sequence',
      config: { rate: 0.5, noise_shape: [null, null, 1], seed: 1234567 },
      inputs: [{ shape: [3, 5, 4], mask: [3, 5] }],
      training: true,
    },
    { name: 'everything', config: { rate: 1, seed: 1 }, inputs: [{ shape: [2, 3] }], training: true },
    { name: 'nothing', config: { rate: 0 }, inputs: [{ shape: [2, 3] }], training: true },
  ],
});
