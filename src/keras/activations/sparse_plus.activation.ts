/** sparse_plus: 0, a parabola between -1 and 1, then x. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'sparse_plus',
  summary: 'Smooth relu that is exactly zero below -1.',
  args: {},
  call(x) {
    const bend = ops.div(ops.square(ops.add(x, 1)), 4);
    return ops.where(ops.le(x, -1), 0, ops.where(ops.ge(x, 1), x, bend));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-2, -1, 0, 1, 2] }] },
  ],
});
