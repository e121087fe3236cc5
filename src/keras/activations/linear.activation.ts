/** linear: x. */
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'linear',
  summary: 'Leaves values as they are.',
  args: {},
  call: (x) => x,
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-20, 0, 5] }] },
  ],
});
