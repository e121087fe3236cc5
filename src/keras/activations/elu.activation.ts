/** elu: x, or alpha (e^x - 1) when negative. */
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';
import { elu } from './elu';

export default defineActivation({
  name: 'elu',
  summary: 'Like relu, but smooth and negative down to -alpha.',
  args: {
    alpha: arg.float(1, { doc: 'Depth of the negative side.' }),
  },
  call: (x, c) => elu(x, c.alpha),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-1, 0, 1, -30, 30] }] },
    { name: 'alpha', config: { alpha: 0.4 }, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
  ],
});
