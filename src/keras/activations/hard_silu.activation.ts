/** hard_silu: x hard_sigmoid(x), also called hard swish. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';
import { hardSigmoid } from './relu6';

export default defineActivation({
  name: 'hard_silu',
  ids: ['hard_swish'],
  summary: 'Piecewise quadratic silu.',
  args: {},
  call: (x) => ops.mul(x, hardSigmoid(x)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-4, -3, 0, 3, 4] }] },
  ],
});
