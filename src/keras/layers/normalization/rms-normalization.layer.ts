/** RMSNormalization: each sample divided by the root of its mean square, then a learned scale. */
import { normalizeAxis, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisList, axisProblem, axisWords } from '../axes';
import { featureShape, spreadOver } from './feature-axes';

export default defineLayer({
  name: 'RMSNormalization',
  family: 'normalization',
  summary: 'Divides each sample by the root of its mean square: a layer normalisation without the mean.',
  aliases: ['rms norm', 'root mean square', 'llama', 'transformer'],
  inputs: { minRank: 2 },
  args: {
    axis: arg.tuple(0, -1, { doc: 'Axis, or axes, that are normalised together.' }),
    epsilon: arg.float(1e-6, { min: 0, doc: 'Added to the mean square, so that nothing divides by zero.', rare: true }),
  },
  card: (c) => [c.axis === -1 ? null : axisWords(c.axis)],
  check: (c, [x]) => axisProblem('axis', c.axis, x?.shape.length ?? 0),
  build: (b, c, [x]) => b.weight({ name: 'scale', shape: featureShape(c.axis, x as ValueType), initializer: 'ones' }),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axes = axisList(c.axis).map((a) => normalizeAxis(a, input.rank));
    const inverse = ops.rsqrt(ops.add(ops.mean(ops.square(input), axes, true), c.epsilon));
    return ops.mul(ops.mul(input, inverse), spreadOver(ctx.weight('scale'), axes, input));
  },
  arithmetic(c, [x]) {
    const shape = featureShape(c.axis, x as ValueType);
    return [`${sizeOf(shape)} = ${shape.join('·')}`];
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [4, 5] }], training: true },
    { name: 'over two axes', config: { axis: [1, 2], epsilon: 0.1 }, inputs: [{ shape: [2, 3, 4] }] },
    { name: 'a masked sequence', config: {}, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
    { name: 'the last of two axes', config: { axis: [-1] }, inputs: [{ shape: [2, 3, 2] }] },
  ],
});
