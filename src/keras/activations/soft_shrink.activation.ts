/** soft_shrink: x moved towards 0 by a threshold. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'soft_shrink',
  summary: 'Moves values towards zero and stops there.',
  args: {
    threshold: arg.float(0.5, { doc: 'How far values move.' }),
  },
  call(x, c) {
    const below = ops.where(ops.lt(x, -c.threshold), ops.add(x, c.threshold), 0);
    return ops.where(ops.gt(x, c.threshold), ops.sub(x, c.threshold), below);
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [4], values: [-0.5, 0, 0.5, 1] }] },
    { name: 'threshold', config: { threshold: 1.5 }, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
  ],
});
