/** L1: a penalty on absolute values. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineRegularizer } from '../core/definitions';

export default defineRegularizer({
  name: 'L1',
  aliases: ['lasso'],
  summary: 'Adds factor times the sum of absolute values; drives small weights to zero.',
  args: { l1: arg.float(0.01, { min: 0, doc: 'Factor of the penalty.' }) },
  call: (x, c) => ops.mul(ops.sum(ops.abs(x)), c.l1),
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [4, 3] }] },
    { name: 'factor', config: { l1: 0.3 }, inputs: [{ shape: [2, 3, 4], low: -3, high: 3 }] },
  ],
});
