/** L1L2: both penalties at once. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineRegularizer } from '../core/definitions';

export default defineRegularizer({
  name: 'L1L2',
  ids: ['l1_l2'],
  aliases: ['elastic net'],
  summary: 'Adds a penalty on absolute values and one on squares.',
  args: {
    l1: arg.float(0, { min: 0, doc: 'Factor on absolute values.' }),
    l2: arg.float(0, { min: 0, doc: 'Factor on squares.' }),
  },
  call(x, c) {
    const l1 = c.l1 === 0 ? 0 : ops.mul(ops.sum(ops.abs(x)), c.l1);
    const l2 = c.l2 === 0 ? 0 : ops.mul(ops.sum(ops.square(x)), c.l2);
    return ops.add(ops.add(l1, l2), 0);
  },
  cases: [
    { name: 'no penalty', config: {}, inputs: [{ shape: [4, 3] }] },
    { name: 'l1 alone', config: { l1: 0.2 }, inputs: [{ shape: [4, 3] }] },
    { name: 'both', config: { l1: 0.1, l2: 0.3 }, inputs: [{ shape: [5], low: -2, high: 2 }] },
  ],
});
