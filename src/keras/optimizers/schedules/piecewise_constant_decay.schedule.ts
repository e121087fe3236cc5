/** PiecewiseConstantDecay: one rate up to each boundary, the last beyond. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { repeatsProblem } from '../../core/size-limit';

export default defineSchedule({
  name: 'PiecewiseConstantDecay',
  summary: 'One rate up to each boundary, the last beyond.',
  args: {
    boundaries: arg.numbers('float', undefined, { doc: 'Steps up to which (included) each rate holds, rising.' }),
    values: arg.numbers('float', undefined, { min: 0, doc: 'The rates: one more than boundaries.' }),
    name: arg.string('PiecewiseConstant', { doc: 'Name of the schedule.', rare: true }),
  },
  together({ boundaries, values }) {
    if (values.length === boundaries.length + 1) return repeatsProblem('boundaries', boundaries.length);
    return problem(
      'schedule-pieces',
      `PiecewiseConstantDecay needs one value more than boundaries; there are ${values.length} and ${boundaries.length}.`,
      { where: 'values', expected: `${boundaries.length + 1} values`, received: `${values.length} values` },
    );
  },
  call(step, { boundaries, values }) {
    let rate: Tensor = ops.scalar(values[values.length - 1] as number);
    for (let i = boundaries.length - 1; i >= 0; i--) {
      rate = ops.where(ops.le(step, boundaries[i] as number), values[i] as number, rate);
    }
    return rate;
  },
  cases: [
    {
      name: 'two boundaries',
      config: { boundaries: [5, 10], values: [0.1, 0.05, 0.01] },
      inputs: [],
      extra: { steps: [0, 4, 5, 6, 10, 11, 1000] },
    },
    { name: 'one boundary', config: { boundaries: [3], values: [0.5, 0.25] }, inputs: [], extra: { steps: [0, 3, 4] } },
  ],
});
