/** squareplus: (x + sqrt(x² + b)) / 2. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'squareplus',
  summary: 'Smooth relu made of a square root.',
  args: {
    b: arg.float(4, { min: 0, doc: 'Smoothness of the bend.' }),
  },
  call: (x, c) => ops.div(ops.add(x, ops.sqrt(ops.add(ops.square(x), c.b))), 2),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-50, 0, 50] }] },
    { name: 'sharper', config: { b: 0.5 }, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
  ],
});
