/** leaky_relu: x, or a fraction of it when negative. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'leaky_relu',
  summary: 'Keeps positive values and lets a fraction of negative ones through.',
  args: {
    negative_slope: arg.float(0.2, { doc: 'Slope for negative values.' }),
  },
  call: (x, c) => ops.where(ops.ge(x, 0), x, ops.mul(x, c.negative_slope)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-1, 0, 1] }] },
    { name: 'slope', config: { negative_slope: 0.01 }, inputs: [{ shape: [3, 5], low: -2, high: 2 }] },
  ],
});
