/** LayerNormalization: each sample gets mean 0 and variance 1 over its own features, then a learned scale and shift. */

import { normalizeAxis, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisList, axisProblem, axisWords } from '../axes';
import { SCALE_AND_SHIFT_PENALTIES } from '../penalty-cases';
import { featureShape, spreadOver } from './feature-axes';
import { buildScaleAndShift, limitArgs, startArgs } from './scale-and-shift';

export default defineLayer({
  name: 'LayerNormalization',
  family: 'normalization',
  summary: 'Rescales each sample to mean 0 and variance 1 over its features, whatever the batch holds.',
  aliases: ['layer norm', 'layernorm', 'LN', 'transformer'],
  inputs: { minRank: 2 },
  args: {
    axis: arg.tuple(0, -1, { doc: 'Axis, or axes, that are normalised together.' }),
    epsilon: arg.float(0.001, { min: 0, doc: 'Added to the variance, so that nothing divides by zero.', rare: true }),
    ...startArgs,
    ...limitArgs,
    rms_scaling: arg.bool(false, {
      doc: 'Old form that only divides by the deviation and multiplies; kept for old files.',
      rare: true,
    }),
  },
  masking: 'pass',
  card: (c) => [c.axis === -1 ? null : axisWords(c.axis)],
  check: (c, [x]) => axisProblem('axis', c.axis, x?.shape.length ?? 0),
  build(b, c, [x]) {
    const used = c.rms_scaling ? { ...c, scale: true, center: false } : c;
    buildScaleAndShift(b, used, featureShape(c.axis, x as ValueType));
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axes = axisList(c.axis).map((a) => normalizeAxis(a, input.rank));
    const spread = (name: string): Tensor => spreadOver(ctx.weight(name), axes, input);
    const { mean, variance } = ops.moments(input, axes, true);
    const inverse = ops.rsqrt(ops.add(variance, c.epsilon));
    if (c.rms_scaling) return ops.mul(ops.mul(input, inverse), spread('gamma'));
    const factor = c.scale ? ops.mul(inverse, spread('gamma')) : inverse;
    const shift = ops.neg(ops.mul(mean, factor));
    return ops.add(ops.mul(input, factor), c.center ? ops.add(shift, spread('beta')) : shift);
  },
  arithmetic(c, [x]) {
    const kinds = c.rms_scaling ? 1 : (c.scale ? 1 : 0) + (c.center ? 1 : 0);
    const shape = featureShape(c.axis, x as ValueType);
    return [`${kinds * sizeOf(shape)} = ${kinds}·${shape.join('·')}`];
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [4, 5] }], training: true },
    { name: 'a masked sequence', config: { epsilon: 0.1 }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
    { name: 'over two axes', config: { axis: [1, 2] }, inputs: [{ shape: [3, 2, 4] }], training: true },
    { name: 'axis 1 of an image', config: { axis: 1, center: false }, inputs: [{ shape: [2, 3, 4, 2] }] },
    {
      name: 'penalties and constraints',
      config: { ...SCALE_AND_SHIFT_PENALTIES },
      inputs: [{ shape: [3, 6] }],
      training: true,
    },
    { name: 'no factor', config: { scale: false }, inputs: [{ shape: [3, 4] }] },
    { name: 'old scaling', config: { rms_scaling: true }, inputs: [{ shape: [3, 4] }] },
  ],
});
