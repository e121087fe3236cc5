/** TruncatedNormal: normal draws within two standard deviations. */
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { seed, truncatedNormal } from './draws';

export default defineInitializer({
  name: 'TruncatedNormal',
  summary: 'Draws from a normal distribution, nothing beyond two standard deviations.',
  random: true,
  args: {
    mean: arg.float(0, { doc: 'Mean before cutting.' }),
    stddev: arg.float(0.05, { min: 0, doc: 'Standard deviation before cutting.' }),
    seed,
  },
  call: (c, shape, key) => truncatedNormal(key, shape, c.mean, c.stddev),
  cases: [
    { name: 'default spread', config: { seed: 11 }, inputs: [{ shape: [8, 5] }] },
    { name: 'mean and spread', config: { mean: -1, stddev: 2, seed: 2147483647 }, inputs: [{ shape: [37] }] },
  ],
});
