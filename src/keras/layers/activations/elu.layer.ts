/** ELU as a layer. */
import type { Tensor } from '../../../ops';
import { activate } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'ELU',
  family: 'activation',
  summary: 'Keeps positive values; negative ones bend smoothly towards a floor.',
  aliases: ['exponential linear'],
  inputs: {},
  args: {
    alpha: arg.float(1, { doc: 'Depth of the floor: large negative values become −alpha.' }),
  },
  masking: 'pass',
  card: (c) => [c.alpha === 1 ? null : `α ${c.alpha}`],
  call: (_ctx, c, [x]) => activate({ className: 'elu', config: { alpha: c.alpha } }, x as Tensor),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
    { name: 'shallow floor', config: { alpha: 0.4 }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
  ],
});
