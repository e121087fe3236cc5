/**
 * What the adaptive pooling layers share. An axis of d places becomes o: output i is pooled from places ⌊i·d/o⌋ up to
 * ⌈(i + 1)·d/o⌉, so windows may overlap. Axes are pooled one after another.
 */
import { type Problem, problem } from '../../../base/problem';
import { type Shape, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg, perAxis } from '../../core/args';
import type { LayerParts } from '../../core/definitions';
import { sizeWords } from '../convolutional/window-geometry';
import { dataFormatArg, imageShape, inChannelsLast } from '../data-format';

/** Arguments of adaptive pooling over `rank` spatial axes, in Keras' order. */
const adaptiveArgs = (rank: number) => ({
  output_size: arg.tuple(rank, undefined, { min: 1, doc: 'Size of the output, whatever the size of the input.' }),
  data_format: dataFormatArg,
});

type AdaptiveConfig = ArgValues<ReturnType<typeof adaptiveArgs>>;

const adaptiveCard = (c: AdaptiveConfig, rank: number): (string | null)[] => [`→ ${sizeWords(c.output_size, rank)}`];

/** Windows that differ are pooled one by one. */
const MOST_WINDOWS = 2048;

/** More windows of different lengths than can be written out, or null. */
function adaptiveProblem(c: AdaptiveConfig, x: ValueType): Problem | null {
  const { spatial } = imageShape(c.data_format, x.shape);
  const wanted = perAxis(c.output_size, spatial.length);
  const many = wanted.find((n, i) => n > MOST_WINDOWS && (spatial[i] as number) % n !== 0);
  if (many === undefined) return null;
  return problem('output-size', `${many} windows of different lengths are too many.`, {
    where: 'output_size',
    expected: `at most ${MOST_WINDOWS}, or a divisor of the input's size`,
    received: String(many),
  });
}

/** Pools over one axis, keeping it. */
type Reduce = (x: Tensor, axes: number, keepdims: boolean) => Tensor;

function poolAxis(x: Tensor, axis: number, outputs: number, reduce: Reduce): Tensor {
  const length = x.shape[axis] as number;
  if (length % outputs === 0) {
    const lead = x.shape.slice(0, axis);
    const rest = x.shape.slice(axis + 1);
    return reduce(ops.reshape(x, [...lead, outputs, length / outputs, ...rest]), axis + 1, false);
  }
  const windows = Array.from({ length: outputs }, (_, i) =>
    ops.sliceAxis(x, axis, Math.floor((i * length) / outputs), Math.ceil(((i + 1) * length) / outputs)),
  );
  return ops.concat(
    windows.map((w) => reduce(w, axis, true)),
    axis,
  );
}

function adaptivePool(c: AdaptiveConfig, x: Tensor, reduce: Reduce): Tensor {
  return inChannelsLast(c.data_format, x, (image) =>
    perAxis(c.output_size, image.rank - 2).reduce((y, outputs, i) => poolAxis(y, i + 1, outputs, reduce), image),
  );
}

function adaptiveArithmetic(c: AdaptiveConfig, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  const sizes: Shape = [...perAxis(c.output_size, spatial.length), channels];
  return [`${sizeOf(sizes)} = ${sizes.join('·')}`];
}

/** Pooling over `rank` spatial axes to a size asked for. @param reduce over one axis */
export const adaptivePooling = (rank: number, reduce: Reduce): LayerParts<ReturnType<typeof adaptiveArgs>> => ({
  family: 'pooling',
  inputs: { rank: rank + 2 },
  args: adaptiveArgs(rank),
  card: (c) => adaptiveCard(c, rank),
  check: (c, [x]) => adaptiveProblem(c, x as ValueType),
  call: (_ctx, c, [x]) => adaptivePool(c, x as Tensor, reduce),
  arithmetic: (c, [x]) => adaptiveArithmetic(c, x as ValueType),
});
