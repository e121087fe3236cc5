/** log_softmax: logarithm of softmax along an axis. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'log_softmax',
  summary: 'Logarithm of softmax, without overflow.',
  args: {
    axis: arg.int(-1, { doc: 'Axis along which probabilities sum to one.' }),
  },
  call: (x, c) => ops.logSoftmax(x, c.axis),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 3, 4], low: -2, high: 2 }] },
    { name: 'large values', config: {}, inputs: [{ shape: [2, 3], values: [100, 101, 99, -1000, 0, 1000] }] },
  ],
});
