/** relu6: min(max(x, 0), 6). */
import { defineActivation } from '../core/definitions';
import { relu6 } from './relu6';

export default defineActivation({
  name: 'relu6',
  summary: 'relu with a ceiling of 6.',
  args: {},
  call: (x) => relu6(x),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-1, 0, 3, 6, 8] }] },
  ],
});
