/** log_sigmoid: logarithm of the sigmoid. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'log_sigmoid',
  summary: 'Logarithm of sigmoid, without overflow.',
  args: {},
  call: (x) => ops.neg(ops.softplus(ops.neg(x))),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-60, 0, 60] }] },
  ],
});
