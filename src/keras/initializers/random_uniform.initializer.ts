/** RandomUniform: independent draws between two bounds. */
import { randomUniform } from '../../base/random';
import { sizeOf } from '../../base/shape';
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { seed } from './draws';

export default defineInitializer({
  name: 'RandomUniform',
  ids: ['uniform'],
  summary: 'Draws evenly between two bounds.',
  random: true,
  args: {
    minval: arg.float(-0.05, { doc: 'Lower bound.' }),
    maxval: arg.float(0.05, { doc: 'Upper bound.' }),
    seed,
  },
  call: (c, shape, key) => randomUniform(key, sizeOf(shape), c.minval, c.maxval),
  cases: [
    { name: 'default bounds', config: { seed: 5 }, inputs: [{ shape: [6, 7] }] },
    { name: 'from zero', config: { minval: 0, maxval: 3, seed: 99 }, inputs: [{ shape: [2, 3, 4] }] },
  ],
});
