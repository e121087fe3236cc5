/** hard_sigmoid: relu6(x + 3) / 6. */
import { defineActivation } from '../core/definitions';
import { hardSigmoid } from './relu6';

export default defineActivation({
  name: 'hard_sigmoid',
  summary: 'Piecewise linear sigmoid.',
  args: {},
  call: (x) => hardSigmoid(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-4, -3, 0, 3, 4] }] },
  ],
});
