/** tanh_shrink: x - tanh(x). */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'tanh_shrink',
  summary: 'What tanh takes away.',
  args: {},
  call: (x) => ops.sub(x, ops.tanh(x)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-20, 0, 20] }] },
  ],
});
