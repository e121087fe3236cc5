/** GlobalAveragePooling1D: the mean of each channel over the whole sequence. */

import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling, spatialAxes } from './pool-geometry';

export default defineLayer({
  name: 'GlobalAveragePooling1D',
  summary: 'Averages a sequence into one value per channel; padding steps do not count.',
  aliases: ['average over time', 'mean over time', 'GAP', 'GlobalAvgPool1D', 'head'],
  ...globalPooling(1, ops.mean),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axes = spatialAxes(c.data_format, 3);
    const mask = ctx.masks[0];
    if (!mask) return ops.mean(input, axes, c.keepdims);
    const present = ops.expandDims(mask, c.data_format === 'channels_first' ? 1 : 2);
    const total = ops.sum(ops.where(present, input, 0), axes, c.keepdims);
    return ops.div(total, ops.sum(ops.convert(present, 'float32'), axes, c.keepdims));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 5, 3] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 3, 5] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 5, 3] }] },
    { name: 'masked', config: {}, inputs: [{ shape: [3, 5, 2], mask: [3, 5] }] },
    {
      name: 'masked, channels first, axes kept',
      config: { data_format: 'channels_first', keepdims: true },
      inputs: [{ shape: [3, 2, 4], mask: [3, 4] }],
    },
  ],
});
