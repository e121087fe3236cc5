/** RandomNormal: independent normal draws. */
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { normal, seed } from './draws';

export default defineInitializer({
  name: 'RandomNormal',
  ids: ['normal'],
  summary: 'Draws from a normal distribution.',
  random: true,
  args: {
    mean: arg.float(0, { doc: 'Mean of the draw.' }),
    stddev: arg.float(0.05, { min: 0, doc: 'Standard deviation of the draw.' }),
    seed,
  },
  call: (c, shape, key) => normal(key, shape, c.mean, c.stddev),
  cases: [
    { name: 'default spread', config: { seed: 7 }, inputs: [{ shape: [4, 6] }] },
    { name: 'mean and spread', config: { mean: 1.5, stddev: 0.3, seed: 123456 }, inputs: [{ shape: [3, 3, 2, 4] }] },
  ],
});
