/** Equalization: every shade about equally often. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { rangeOf, rangeProblem, valueRangeArg } from './augmentation';
import { BYTES, toRange } from './colour';

/**
 * How often each whole number below `bins` comes up in each channel, [channels, bins].
 * @param shades int32 [..., channels]
 */
function counts(shades: Tensor, bins: number): Tensor {
  const channels = shades.shape[shades.rank - 1] as number;
  const which = ops.add(ops.mul(ops.iota(shades.shape, -1), bins), shades);
  return ops.reshape(ops.scatterAdd(which, ops.ones(which.shape), channels * bins), [channels, bins]);
}

const whole = (x: Tensor, bins: number): Tensor => ops.convert(ops.clip(x, 0, bins - 1), 'int32');

/** Shades of [n, height, width, channels] from 0 to 255, spread by how often they come up in the whole batch. */
function equalized(images: Tensor, bins: number): Tensor {
  const channels = images.shape[3] as number;
  const often = ops.stopGradient(counts(whole(ops.div(ops.mul(images, bins - 1), 255), bins), bins));
  const below = ops.cumsum(often, 1);
  const least = ops.min(ops.where(ops.gt(below, 0), below, Number.MAX_SAFE_INTEGER), 1, true);
  const rest = ops.sub(ops.sliceAxis(below, 1, bins - 1, bins), least);
  const range = ops.where(ops.eq(rest, 0), 1, rest);
  const table = ops.clip(ops.round(ops.div(ops.mul(ops.sub(below, least), 255), range)), 0, 255);
  const place = whole(ops.mul(ops.div(images, 255), bins - 1), bins);
  const row = ops.add(ops.mul(ops.iota(place.shape, 3), bins), place);
  const spread = ops.gather(ops.reshape(table, [channels * bins]), row);
  const kinds = ops.sum(ops.convert(ops.gt(often, 0), 'float32'), 1);
  const flat = ops.broadcastTo(ops.le(ops.reshape(kinds, [1, 1, 1, channels]), 1), images.shape);
  return ops.where(flat, images, spread);
}

export default defineLayer({
  name: 'Equalization',
  family: 'preprocessing',
  summary: 'While training, spreads the shades of each channel so that all come up about equally often in the batch.',
  aliases: ['augmentation', 'histogram', 'contrast'],
  inputs: { rank: 4 },
  args: {
    value_range: valueRangeArg,
    bins: arg.int(256, { min: 2, doc: 'Number of shades told apart.', rare: true }),
    data_format: dataFormatArg,
  },
  card: (c) => [`${c.bins} shades`],
  check: (c) => rangeProblem(c.value_range),
  call(ctx, c, [x]) {
    if (!ctx.training) return x as Tensor;
    const range = rangeOf(c.value_range);
    return inChannelsLast(c.data_format, x as Tensor, (images) =>
      toRange(equalized(toRange(images, range, BYTES), c.bins), BYTES, range),
    );
  },
  cases: [
    { name: 'bytes', config: {}, inputs: [{ shape: [2, 4, 4, 2], low: 40, high: 150 }], training: true },
    {
      name: 'few shades, other range, channels first',
      config: { value_range: [0, 1], bins: 6, data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 3, 4], low: 0.2, high: 0.9 }],
      training: true,
    },
    {
      name: 'one shade',
      config: { bins: 4 },
      inputs: [{ shape: [1, 2, 2, 1], values: [90, 91, 92, 93] }],
      training: true,
    },
    { name: 'inference', config: {}, inputs: [{ shape: [1, 2, 2, 1], low: 0, high: 255 }] },
  ],
});
