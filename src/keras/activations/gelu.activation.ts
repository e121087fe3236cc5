/** gelu: x times the normal distribution function of x. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'gelu',
  summary: 'Smooth relu that weighs x by how likely a normal value lies below it.',
  args: {
    approximate: arg.bool(false, { doc: 'Uses the faster tanh form.' }),
  },
  call(x, c) {
    if (!c.approximate) return ops.mul(ops.mul(x, 0.5), ops.add(ops.erf(ops.mul(x, Math.SQRT1_2)), 1));
    const inner = ops.mul(ops.add(x, ops.mul(ops.mul(ops.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return ops.mul(x, ops.mul(ops.add(ops.tanh(inner), 1), 0.5));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-1, 0, 1, -6, 6] }] },
    { name: 'tanh form', config: { approximate: true }, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
  ],
});
