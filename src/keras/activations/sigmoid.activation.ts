/** sigmoid: 1 / (1 + e^-x). */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'sigmoid',
  summary: 'Squashes to (0, 1): a probability.',
  args: {},
  call: (x) => ops.sigmoid(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-40, 0, 40] }] },
  ],
});
