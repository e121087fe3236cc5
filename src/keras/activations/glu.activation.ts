/** glu: the first half of an axis times the sigmoid of the second. */
import { ProblemError, problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'glu',
  summary: 'Halves an axis: one half gates the other.',
  args: {
    axis: arg.int(-1, { doc: 'Axis to halve.' }),
  },
  call(x, c) {
    const length = x.shape.at(c.axis);
    if (length === undefined || length % 2 !== 0) {
      throw new ProblemError(
        problem(
          'activation-shape',
          `glu halves axis ${c.axis}, which has length ${length ?? 0} in ${formatShape(x.shape)}.`,
          {
            expected: 'an axis of even length',
            received: String(length ?? 0),
          },
        ),
      );
    }
    const [value, gate] = ops.split(x, 2, c.axis) as [ops.Tensor, ops.Tensor];
    return ops.mul(value, ops.sigmoid(gate));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 6], low: -4, high: 4 }] },
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3], low: -2, high: 2 }] },
  ],
});
