/** What the pooling layers share: Keras' arguments, the rule, the call and the arithmetic. */
import type { Problem } from '../../../base/problem';
import { sizeOf } from '../../../base/shape';
import type { PoolAttributes, Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg, perAxis } from '../../core/args';
import type { LayerParts } from '../../core/definitions';
import {
  type Padding,
  sizeWords,
  type WindowConfig,
  windowArithmetic,
  windowPadding,
  windowProblem,
} from '../convolutional/window-geometry';
import { type DataFormat, dataFormatArg, imageShape, inChannelsLast } from '../data-format';

/** Arguments of a pooling layer over `rank` spatial axes, in Keras' order; average pooling has no default size. */
function poolArgs<D extends number | readonly number[] | undefined>(rank: number, size: D) {
  return {
    pool_size: arg.tuple(rank, size, { min: 1, doc: 'Size of the window that is summed up in one value.' }),
    strides: arg.tuple(rank, null, { min: 1, doc: 'Steps the window takes; its own size when none.' }),
    padding: arg.choice('valid', ['valid', 'same'], { doc: 'valid drops what the last window misses; same pads.' }),
    data_format: dataFormatArg,
  };
}

type PoolConfig = ArgValues<ReturnType<typeof poolArgs<undefined>>>;

const windowOf = (c: PoolConfig): WindowConfig & { padding: Padding } => ({
  size: c.pool_size,
  strides: c.strides ?? c.pool_size,
  padding: c.padding,
});

const poolCard = (c: PoolConfig, rank: number): (string | null)[] => [
  sizeWords(c.pool_size, rank),
  c.strides === null ? null : `stride ${sizeWords(c.strides, rank)}`,
];

const checkPool = (c: PoolConfig, x: ValueType): Problem | null =>
  windowProblem(windowOf(c), imageShape(c.data_format, x.shape).spatial, 'window', 'pool_size');

const poolArithmetic = (c: PoolConfig, x: ValueType): string[] =>
  windowArithmetic(windowOf(c), imageShape(c.data_format, x.shape).spatial);

function attributes(c: PoolConfig, image: Tensor): PoolAttributes {
  const lengths = image.shape.slice(1, -1);
  const w = windowOf(c);
  return {
    window: perAxis(w.size, lengths.length),
    strides: perAxis(w.strides, lengths.length),
    padding: windowPadding(w, lengths),
  };
}

export const maxPool = (c: PoolConfig, x: Tensor): Tensor =>
  inChannelsLast(c.data_format, x, (image) => ops.maxPool(image, attributes(c, image)));

/** The mean over each window; places a "same" padding adds do not count. */
export function averagePool(c: PoolConfig, x: Tensor): Tensor {
  return inChannelsLast(c.data_format, x, (image) => {
    const a = attributes(c, image);
    return ops.div(
      ops.sumPool(image, a),
      c.padding === 'valid' ? sizeOf(a.window) : windowCounts(a, image.shape.slice(1, -1)),
    );
  });
}

/** How many places of the input each window covers, [1, ...spatial, 1]; known before anything runs. */
function windowCounts(a: PoolAttributes, lengths: readonly number[]): Tensor {
  const perAxis = lengths.map((length, i) => {
    const [size, stride, [low, high]] = [
      a.window[i] as number,
      a.strides[i] as number,
      a.padding[i] as [number, number],
    ];
    const outputs = Math.floor((length + low + high - size) / stride) + 1;
    return Array.from({ length: outputs }, (_, k) => {
      const start = k * stride - low;
      return Math.min(start + size, length) - Math.max(start, 0);
    });
  });
  const counts = perAxis.reduce((grid, row) => grid.flatMap((n) => row.map((m) => n * m)), [1]);
  return ops.constant(counts, [1, ...perAxis.map((row) => row.length), 1]);
}

/** Pooling in windows over `rank` spatial axes. @param size the default, which average pooling has not */
export const pooling = <D extends number | readonly number[] | undefined>(
  rank: number,
  size: D,
  pool: (c: PoolConfig, x: Tensor) => Tensor,
): LayerParts<ReturnType<typeof poolArgs<D>>> => ({
  family: 'pooling',
  inputs: { rank: rank + 2 },
  args: poolArgs(rank, size),
  card: (c) => poolCard(c, rank),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => pool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
});

/** Arguments of global pooling, in Keras' order. */
const globalPoolArgs = {
  data_format: dataFormatArg,
  keepdims: arg.bool(false, { doc: 'Whether the pooled axes stay, with size 1.', rare: true }),
};

/** Spatial axes of a shape of `rank` axes. */
export function spatialAxes(format: DataFormat, rank: number): number[] {
  const first = format === 'channels_first' ? 2 : 1;
  return Array.from({ length: rank - 2 }, (_, i) => first + i);
}

function globalPoolArithmetic(c: { readonly data_format: DataFormat }, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  return [`${channels} = one of each channel over ${spatial.join('·')} places`];
}

/** Pooling over all of `rank` spatial axes. @param reduce over axes of the input, which stay with size 1 if asked */
export const globalPooling = (
  rank: number,
  reduce: (x: Tensor, axes: readonly number[], keepdims: boolean) => Tensor,
): LayerParts<typeof globalPoolArgs> => ({
  family: 'pooling',
  inputs: { rank: rank + 2 },
  args: globalPoolArgs,
  card: (c) => [c.keepdims ? 'keeps axes' : null],
  call: (_ctx, c, [x]) => reduce(x as Tensor, spatialAxes(c.data_format, rank + 2), c.keepdims),
  arithmetic: (c, [x]) => globalPoolArithmetic(c, x as ValueType),
});
