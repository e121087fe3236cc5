/** MinMaxNorm: keeps the length of weight vectors between two limits. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineConstraint } from '../core/definitions';
import { EPSILON } from '../core/numerics';
import { normAxisProblem, normsAlong } from './norms';

export default defineConstraint({
  name: 'MinMaxNorm',
  summary: 'Keeps the length of weight vectors between two limits.',
  args: {
    min_value: arg.float(0, { min: 0, doc: 'Smallest norm allowed.' }),
    max_value: arg.float(1, { min: 0, doc: 'Largest norm allowed.' }),
    rate: arg.float(1, { min: 0, max: 1, doc: 'How much of the correction is made at each update.' }),
    axis: arg.tuple(0, 0, {
      doc: 'Axis or axes along which the norm is taken; 0 looks at each unit of a dense kernel.',
    }),
  },
  check: (c, shape) => normAxisProblem('MinMaxNorm', c.axis, shape),
  call(w, c) {
    const norms = normsAlong(w, c.axis);
    const wanted = ops.add(ops.mul(ops.clip(norms, c.min_value, c.max_value), c.rate), ops.mul(norms, 1 - c.rate));
    return ops.mul(w, ops.div(wanted, ops.add(norms, EPSILON)));
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [6, 3], low: -3, high: 3 }] },
    {
      name: 'limits, rate, axis',
      config: { min_value: 0.5, max_value: 1.5, rate: 0.25, axis: 1 },
      inputs: [{ shape: [5, 4], low: -0.5, high: 2 }],
    },
  ],
});
