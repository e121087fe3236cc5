/** silu: x times sigmoid(x), also called swish. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'silu',
  ids: ['swish'],
  summary: 'x weighed by its own sigmoid.',
  args: {},
  call: (x) => ops.mul(x, ops.sigmoid(x)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-30, 0, 30] }] },
  ],
});
