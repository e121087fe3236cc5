/** UnitNormalization: each sample scaled to length 1. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisList, axisProblem, axisWords } from '../axes';

const LARGEST_FACTOR = 1e12;

export default defineLayer({
  name: 'UnitNormalization',
  family: 'normalization',
  summary: 'Scales each sample to length 1, so that only its direction is left.',
  aliases: ['l2 normalize', 'unit length', 'cosine', 'embedding'],
  inputs: {},
  args: {
    axis: arg.tuple(0, -1, { doc: 'Axis, or axes, whose values together get length 1.' }),
  },
  masking: 'pass',
  card: (c) => [c.axis === -1 ? null : axisWords(c.axis)],
  check: (c, [x]) => axisProblem('axis', c.axis, x?.shape.length ?? 0),
  call(_ctx, c, [x]) {
    const input = x as Tensor;
    const squares = ops.sum(ops.square(input), axisList(c.axis), true);
    return ops.mul(input, ops.minimum(ops.rsqrt(squares), LARGEST_FACTOR));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [4, 5] }] },
    { name: 'over two axes, masked', config: { axis: [1, 2] }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
    { name: 'axis 1', config: { axis: 1 }, inputs: [{ shape: [2, 3, 2] }] },
  ],
});
