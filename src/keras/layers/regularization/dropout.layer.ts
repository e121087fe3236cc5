/** Dropout: random values become zero while training, so that no unit can rely on another. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dropout } from './dropout';

/** The noise shape with open sizes taken from the input. */
function concrete(noise: readonly (number | null)[] | null, shape: readonly number[]): number[] {
  return noise === null ? [...shape] : noise.map((d, i) => d ?? (shape[i] as number));
}

export default defineLayer({
  name: 'Dropout',
  family: 'regularization',
  summary: 'While training, sets a random share of values to zero, which curbs overfitting.',
  aliases: ['overfitting', 'noise', 'regularise'],
  inputs: { minRank: 1 },
  args: {
    rate: arg.float(undefined, { min: 0, max: 1, doc: 'Share of values set to zero.' }),
    noise_shape: arg.shape(null, {
      doc: 'Shape of the draw, batch included: a 1 drops along that whole axis at once.',
      rare: true,
    }),
    seed: arg.int(null, { doc: 'Fixes the draw; none takes a seed from the project.', rare: true }),
  },
  masking: 'pass',
  card: (c) => [`${Math.round(c.rate * 1000) / 10} %`],
  check(c, [x]) {
    const shape = x?.shape ?? [];
    const noise = concrete(c.noise_shape, shape);
    if (noise.length === shape.length && noise.every((d, i) => i === 0 || d === 1 || d === shape[i])) return null;
    return problem('noise-shape', 'noise_shape needs one size per axis, each 1, none, or the size of the input.', {
      where: 'noise_shape',
      expected: `${shape.length} sizes that broadcast to the input`,
      received: `(${noise.join(', ')})`,
      fixes: [{ label: 'Draw each value on its own', action: 'remove-argument', params: { argument: 'noise_shape' } }],
    });
  },
  build(b, c) {
    if (c.rate > 0) b.seedGenerator('seed_generator', c.seed);
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    return dropout(input, c.rate, () => ctx.nextKey('seed_generator'), concrete(c.noise_shape, input.shape));
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
