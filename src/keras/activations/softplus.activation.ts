/** softplus: log(1 + e^x). */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'softplus',
  summary: 'Smooth relu, always positive.',
  args: {},
  call: (x) => ops.softplus(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-50, 0, 50] }] },
  ],
});
