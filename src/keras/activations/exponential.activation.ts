/** exponential: e^x. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'exponential',
  summary: 'e to the power of x.',
  args: {},
  call: (x) => ops.exp(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-20, 0, 5] }] },
  ],
});
