/** UnitNorm: scales every weight vector to length one. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineConstraint } from '../core/definitions';
import { EPSILON } from '../core/numerics';
import { normAxisProblem, normsAlong } from './norms';

export default defineConstraint({
  name: 'UnitNorm',
  summary: 'Scales every weight vector to length one.',
  args: {
    axis: arg.tuple(0, 0, {
      doc: 'Axis or axes along which the norm is taken; 0 looks at each unit of a dense kernel.',
    }),
  },
  check: (c, shape) => normAxisProblem('UnitNorm', c.axis, shape),
  call(w, c) {
    return ops.div(w, ops.add(normsAlong(w, c.axis), EPSILON));
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [6, 3], low: -3, high: 3 }] },
    { name: 'rows', config: { axis: 1 }, inputs: [{ shape: [2, 3], values: [0, 0, 0, 3, 0, 4] }] },
  ],
});
