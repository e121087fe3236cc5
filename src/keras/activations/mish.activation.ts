/** mish: x tanh(softplus(x)). */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'mish',
  summary: 'Smooth relu that dips a little below zero.',
  args: {},
  call: (x) => ops.mul(x, ops.tanh(ops.softplus(x))),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-30, 0, 30] }] },
  ],
});
