/** sparse_sigmoid: (x + 1) / 2 cut to [0, 1]. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'sparse_sigmoid',
  summary: 'Straight line from 0 to 1, flat outside.',
  args: {},
  call: (x) => ops.mul(ops.clip(ops.add(x, 1), 0, 2), 0.5),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-2, 0, 2] }] },
  ],
});
