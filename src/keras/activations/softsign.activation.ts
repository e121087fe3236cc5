/** softsign: x / (1 + |x|). */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'softsign',
  summary: 'Squashes to (-1, 1) with slow tails.',
  args: {},
  call: (x) => ops.div(x, ops.add(ops.abs(x), 1)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-50, 0, 50] }] },
  ],
});
