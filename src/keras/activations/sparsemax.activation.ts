/**
 * sparsemax: values above a threshold, moved down by it. Keras finds the threshold by sorting; here each value's rank
 * is counted by comparing all pairs, which needs no sort. Keras adds up the running sums of the values kept (the paper,
 * Martins and Astudillo 2016, takes the last running sum only); the numbers here are Keras'.
 */
import { normalizeAxis } from '../../base/shape';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';
import { descendingRank, toFloat } from '../core/numerics';

export default defineActivation({
  name: 'sparsemax',
  summary: 'Like softmax, with exact zeros for small values.',
  args: { axis: arg.int(-1, { doc: 'Axis along which values compete.' }) },
  call(x, c) {
    const axis = normalizeAxis(c.axis, x.rank);
    const rank = descendingRank(x, axis);
    const still = ops.stopGradient(x);
    const above = ops.maximum(ops.sub(ops.expandDims(still, axis), ops.expandDims(still, axis + 1)), 0);
    const kept = toFloat(ops.lt(ops.sum(above, axis + 1), 1));
    const count = ops.sum(kept, axis, true);
    // In the sum of running sums a value counts once for itself and once for each smaller one kept.
    const times = ops.mul(kept, ops.sub(count, rank));
    const threshold = ops.div(ops.sub(ops.sum(ops.mul(x, times), axis, true), 1), count);
    return ops.maximum(ops.sub(x, threshold), 0);
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 6], low: -2, high: 2 }] },
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }] },
    { name: 'one far ahead', config: {}, inputs: [{ shape: [2, 3], values: [5, 0, -1, 0.2, 0.1, 0.15] }] },
  ],
});
