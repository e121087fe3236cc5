/** tanh: the hyperbolic tangent. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'tanh',
  summary: 'Squashes to (-1, 1).',
  args: {},
  call: (x) => ops.tanh(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-20, 0, 20] }] },
  ],
});
