/**
 * AlphaDropout: dropped values take SELU's lowest value instead of zero, then everything is shifted and scaled so that
 * mean and variance stay. Source: Klambauer et al., "Self-normalizing neural networks" (2017).
 */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { concreteNoise, noiseProblem, noiseShapeArg } from './dropout';
import { buildNoise, NOISE, rateArg, rateWords, seedArg } from './noise';

/** What SELU tends to for large negative values. */
const LOWEST = -1.6732632423543772 * 1.0507009873554805;

export default defineLayer({
  name: 'AlphaDropout',
  family: 'regularization',
  summary: 'A dropout for networks of SELU units: it keeps the mean and the variance of what it drops from.',
  aliases: ['selu', 'self-normalizing', 'overfitting'],
  inputs: { minRank: 1 },
  args: {
    rate: rateArg('Share of values dropped.'),
    noise_shape: noiseShapeArg,
    seed: seedArg,
  },
  masking: 'pass',
  card: (c) => [rateWords(c.rate)],
  check: (c, [x]) => noiseProblem(c.noise_shape, x?.shape ?? []),
  build: (b, c) => buildNoise(b, c.rate, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training || c.rate === 0) return input;
    const draw = ops.randomUniform(ctx.nextKey(NOISE), concreteNoise(c.noise_shape, input.shape));
    const kept = ops.broadcastTo(ops.ge(draw, Math.fround(c.rate)), input.shape);
    const factor = 1 / Math.sqrt((1 - c.rate) * (1 + c.rate * LOWEST ** 2));
    return ops.add(ops.mul(ops.where(kept, input, LOWEST), factor), -factor * LOWEST * c.rate);
  },
  cases: [
    { name: 'training', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [4, 6] }], training: true },
    { name: 'inference', config: { rate: 0.4 }, inputs: [{ shape: [4, 6] }] },
    {
      name: 'whole steps of a masked sequence',
      config: { rate: 0.5, noise_shape: [null, null, 1], seed: 3 },
      inputs: [{ shape: [3, 4, 3], mask: [3, 4] }],
      training: true,
    },
    { name: 'nothing', config: { rate: 0 }, inputs: [{ shape: [2, 3] }], training: true },
  ],
});
