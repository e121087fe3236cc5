/** LeakyReLU: negative values are scaled down instead of cut. */
import type { Tensor } from '../../../ops';
import { activate } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'LeakyReLU',
  family: 'activation',
  summary: 'Keeps positive values and lets a little of the negative ones through.',
  aliases: ['leaky rectifier'],
  inputs: {},
  args: {
    negative_slope: arg.float(0.3, { min: 0, doc: 'Factor on negative values.' }),
  },
  masking: 'pass',
  card: (c) => [`slope ${c.negative_slope}`],
  call: (_ctx, c, [x]) =>
    activate({ className: 'leaky_relu', config: { negative_slope: c.negative_slope } }, x as Tensor),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 5] }] },
    {
      name: 'smaller slope on a masked sequence',
      config: { negative_slope: 0.05 },
      inputs: [{ shape: [2, 3, 4], mask: [2, 3] }],
    },
  ],
});
