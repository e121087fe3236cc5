/** hard_tanh: x cut to [-1, 1]. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'hard_tanh',
  summary: 'Piecewise linear tanh.',
  args: {},
  call: (x) => ops.where(ops.gt(x, 1), 1, ops.where(ops.lt(x, -1), -1, x)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-2, -1, 0, 1, 2] }] },
  ],
});
