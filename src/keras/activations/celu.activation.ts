/** celu: a continuously differentiable elu. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'celu',
  summary: 'elu with a smooth joint for any alpha.',
  args: {
    alpha: arg.float(1, { min: 0, exclusive: true, doc: 'Where the negative side levels off.' }),
  },
  call: (x, c) => ops.add(ops.maximum(x, 0), ops.mul(ops.expm1(ops.div(ops.minimum(x, 0), c.alpha)), c.alpha)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-1, 0, 1, -30, 30] }] },
    { name: 'alpha', config: { alpha: 0.4 }, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
  ],
});
