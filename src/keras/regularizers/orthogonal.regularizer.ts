/** OrthogonalRegularizer: a penalty on rows or columns that point the same way. */
import { problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineRegularizer } from '../core/definitions';
import { l2Normalize } from '../core/numerics';

export default defineRegularizer({
  name: 'OrthogonalRegularizer',
  summary: 'Adds a penalty on the cosine between rows (or columns) of a matrix.',
  args: {
    factor: arg.float(0.01, { min: 0, doc: 'Factor of the penalty.' }),
    mode: arg.choice('rows', ['rows', 'columns'], { doc: 'What is kept orthogonal.' }),
  },
  check: (_, shape) =>
    shape.length === 2
      ? null
      : problem(
          'regularizer-shape',
          `OrthogonalRegularizer takes matrices; this tensor has shape ${formatShape(shape)}.`,
          {
            expected: 'a weight with 2 dimensions',
            received: formatShape(shape),
          },
        ),
  call(x, c) {
    const byRows = c.mode === 'rows';
    const unit = l2Normalize(x, byRows ? 1 : 0);
    const size = x.shape[byRows ? 0 : 1] as number;
    const cosines = ops.matmul(unit, unit, !byRows, byRows);
    const apart = ops.convert(ops.ne(ops.iota([size, size], 0), ops.iota([size, size], 1)), 'float32');
    const pairs = (size * (size - 1)) / 2;
    return ops.div(ops.mul(ops.sum(ops.abs(ops.mul(cosines, apart))), c.factor * 0.5), pairs);
  },
  cases: [
    { name: 'rows', config: {}, inputs: [{ shape: [4, 3] }] },
    { name: 'columns', config: { factor: 0.5, mode: 'columns' }, inputs: [{ shape: [4, 3] }] },
  ],
});
