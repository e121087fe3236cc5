/** ContrastLimitedAdaptiveHistogramEqualization: shades spread within tiles of an image, mixed between tiles. */
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, emptyImages, inChannelsLast } from '../data-format';
import { rangeOf, rangeProblem, valueRangeArg } from './augmentation';
import { BYTES, toRange } from './colour';

const SHADES = 256;
const MOST_TILES = 256;

/** Mirrors an axis at its end, the end repeated, until it has `length` places. */
function mirrored(x: Tensor, axis: number, length: number): Tensor {
  const size = x.shape[axis] as number;
  const rounds = Array.from({ length: Math.ceil(length / size) }, (_, i) => (i % 2 ? ops.reverse(x, [axis]) : x));
  return ops.sliceAxis(ops.concat(rounds, axis), axis, 0, length);
}

/** Between which two tiles each place lies and how far on the way, tiles counted with one more at each end. */
function between(tiles: number, length: number): { first: number[]; second: number[]; share: number[] } {
  const at = Array.from({ length: tiles * length }, (_, i) => (i - length / 2) / length + 1);
  const limited = (v: number): number => Math.min(Math.max(v, 0), tiles + 1);
  return {
    first: at.map((v) => limited(Math.floor(v))),
    second: at.map((v) => limited(Math.floor(v) + 1)),
    share: at.map((v) => v - Math.floor(v)),
  };
}

/** The first and the last piece of an axis once more at its ends. */
function edged(x: Tensor, axis: number): Tensor {
  const last = x.shape[axis] as number;
  return ops.concat([ops.sliceAxis(x, axis, 0, 1), x, ops.sliceAxis(x, axis, last - 1, last)], axis);
}

/** @param images [n, height, width, channels], 0 to 255 */
function clahe(images: Tensor, limit: number, [down, across]: readonly [number, number]): Tensor {
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  const [h, w] = [Math.ceil(height / down), Math.ceil(width / across)];
  const whole = mirrored(mirrored(images, 1, h * down), 2, w * across);
  const shades = ops.convert(ops.clip(whole, 0, 255), 'int32');
  const tiled = ops.transpose(ops.reshape(shades, [n, down, h, across, w, channels]), [0, 1, 3, 5, 2, 4]);
  const tiles = n * down * across * channels;
  const flat = ops.reshape(tiled, [tiles, h * w]);
  const which = ops.add(ops.mul(ops.iota(flat.shape, 0), SHADES), flat);
  let often = ops.reshape(ops.scatterAdd(which, ops.ones(which.shape), tiles * SHADES), [tiles, SHADES]);
  if (limit > 0) {
    const kept = ops.minimum(often, (limit * h * w) / SHADES);
    often = ops.add(kept, ops.div(ops.sum(ops.sub(often, kept), 1, true), SHADES));
  }
  const below = ops.cumsum(often, 1);
  const least = ops.min(below, 1, true);
  const rest = ops.sub(h * w, least);
  const table = ops.div(ops.mul(ops.sub(below, least), 255), ops.where(ops.eq(rest, 0), 1, rest));
  const grid = ops.reshape(ops.clip(table, 0, 255), [n, down, across, channels, SHADES]);
  const tables = ops.reshape(edged(edged(grid, 1), 2), [n * (down + 2) * (across + 2) * channels * SHADES]);
  const [rows, columns] = [between(down, h), between(across, w)];
  const line = (values: readonly number[], axis: 1 | 2, dtype: 'int32' | 'float32'): Tensor =>
    ops.constant(values, axis === 1 ? [1, values.length, 1, 1] : [1, 1, values.length, 1], dtype);
  const image = ops.mul(ops.iota([n, 1, 1, 1], 0), down + 2);
  const read = (row: readonly number[], column: readonly number[]): Tensor => {
    const tile = ops.add(ops.mul(ops.add(image, line(row, 1, 'int32')), across + 2), line(column, 2, 'int32'));
    const channel = ops.add(ops.mul(tile, channels), ops.iota([1, 1, 1, channels], 3));
    return ops.gather(tables, ops.add(ops.mul(channel, SHADES), shades));
  };
  const mix = (a: Tensor, b: Tensor, share: Tensor): Tensor =>
    ops.add(ops.mul(a, ops.sub(1, share)), ops.mul(b, share));
  const [wx, wy] = [line(columns.share, 2, 'float32'), line(rows.share, 1, 'float32')];
  const [above, under] = [rows.first, rows.second].map((r) =>
    mix(read(r, columns.first), read(r, columns.second), wx),
  ) as [Tensor, Tensor];
  return ops.sliceAxis(ops.sliceAxis(mix(above, under, wy), 1, 0, height), 2, 0, width);
}

export default defineLayer({
  name: 'ContrastLimitedAdaptiveHistogramEqualization',
  family: 'preprocessing',
  summary: 'Spreads the shades within each tile of an image, not too strongly, and mixes between tiles.',
  aliases: ['clahe', 'contrast', 'histogram', 'local contrast'],
  inputs: { rank: 4 },
  args: {
    value_range: valueRangeArg,
    clip_limit: arg.float(4, { min: 0, doc: 'How strong contrast may get; 0 for no limit.' }),
    tile_grid_size: arg.tuple(2, [8, 8], { min: 1, max: MOST_TILES, doc: 'Tiles down and across.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [perAxis(c.tile_grid_size, 2).join('×')],
  check: (c, [x]) => rangeProblem(c.value_range) ?? emptyImages(c.data_format, x as ValueType),
  call(_ctx, c, [x]) {
    const range = rangeOf(c.value_range);
    const grid = perAxis(c.tile_grid_size, 2) as [number, number];
    return inChannelsLast(c.data_format, x as Tensor, (images) =>
      toRange(clahe(ops.stopGradient(toRange(images, range, BYTES)), c.clip_limit, grid), BYTES, range),
    );
  },
  cases: [
    {
      name: 'even tiles',
      config: { tile_grid_size: [2, 3], clip_limit: 40 },
      inputs: [{ shape: [2, 6, 6, 2], low: 20, high: 190 }],
    },
    {
      name: 'mirrored edge, other range, no limit, channels first',
      config: { value_range: [0, 1], clip_limit: 0, tile_grid_size: [2, 2], data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 5, 7], low: 0, high: 1 }],
    },
    { name: 'as it comes', config: {}, inputs: [{ shape: [1, 9, 10, 1], low: 0, high: 255 }] },
  ],
});
