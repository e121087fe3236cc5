/** MaxNorm: shrinks weight vectors longer than a limit. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineConstraint } from '../core/definitions';
import { EPSILON } from '../core/numerics';
import { normAxisProblem, normsAlong } from './norms';

export default defineConstraint({
  name: 'MaxNorm',
  summary: 'Shrinks weight vectors longer than a limit.',
  args: {
    max_value: arg.float(2, { min: 0, doc: 'Largest norm allowed.' }),
    axis: arg.tuple(0, 0, {
      doc: 'Axis or axes along which the norm is taken; 0 looks at each unit of a dense kernel.',
    }),
  },
  check: (c, shape) => normAxisProblem('MaxNorm', c.axis, shape),
  call(w, c) {
    const norms = normsAlong(w, c.axis);
    return ops.mul(w, ops.div(ops.clip(norms, 0, c.max_value), ops.add(norms, EPSILON)));
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [6, 3], low: -3, high: 3 }] },
    { name: 'limit and axes', config: { max_value: 0.7, axis: [0, 1, 2] }, inputs: [{ shape: [3, 3, 2, 4] }] },
    { name: 'zero vector', config: { max_value: 1, axis: 1 }, inputs: [{ shape: [2, 3], values: [0, 0, 0, 3, 0, 4] }] },
  ],
});
