/** hard_shrink: x, or 0 where |x| is small. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'hard_shrink',
  summary: 'Cuts small values to zero.',
  args: {
    threshold: arg.float(0.5, { doc: 'Size up to which values become zero.' }),
  },
  call: (x, c) => ops.where(ops.gt(ops.abs(x), c.threshold), x, 0),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [4], values: [-0.5, 0, 0.5, 1] }] },
    { name: 'threshold', config: { threshold: 1.5 }, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
  ],
});
