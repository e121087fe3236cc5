/** softmax: e^x over the sum of e^x along an axis. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'softmax',
  summary: 'Turns values into probabilities that sum to one.',
  args: {
    axis: arg.int(-1, { doc: 'Axis along which probabilities sum to one.' }),
  },
  call: (x, c) => ops.softmax(x, c.axis),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 3, 4], low: -2, high: 2 }] },
    { name: 'large values', config: {}, inputs: [{ shape: [2, 3], values: [100, 101, 99, -1000, 0, 1000] }] },
  ],
});
