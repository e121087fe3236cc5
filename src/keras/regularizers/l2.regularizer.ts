/** L2: a penalty on squares. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineRegularizer } from '../core/definitions';

export default defineRegularizer({
  name: 'L2',
  aliases: ['ridge', 'weight decay'],
  summary: 'Adds factor times the sum of squares; keeps weights small.',
  args: { l2: arg.float(0.01, { min: 0, doc: 'Factor of the penalty.' }) },
  call: (x, c) => ops.mul(ops.sum(ops.square(x)), c.l2),
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [4, 3] }] },
    { name: 'factor', config: { l2: 0.3 }, inputs: [{ shape: [2, 3, 4], low: -3, high: 3 }] },
  ],
});
