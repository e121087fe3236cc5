/**
 * What the transposed convolutions share. A transposed convolution spreads each input value over a window of the output,
 * which is what the derivative of a convolution with respect to its image does; so that is the primitive it uses.
 * Source: keras/src/backend/common/backend_utils.py for how the arguments set the size of the output.
 */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activate } from '../../core/activate';
import { type ArgValues, arg, perAxis } from '../../core/args';
import type { CallContext, LayerBuilder, LayerParts } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { imageShape, inChannelsLast, keepsChannels } from '../data-format';
import { convArgs, convCard, strideDilationProblem } from './conv-geometry';
import { AXIS_NAMES, sizeWords } from './window-geometry';

/** Arguments of a transposed convolution over `rank` spatial axes, in Keras' order. */
function transposeArgs(rank: number) {
  const { groups: _, ...a } = convArgs(rank, ['valid', 'same']);
  const { filters, kernel_size, strides, padding, data_format, ...rest } = a;
  const output_padding = arg.tuple(rank, null, {
    min: 0,
    doc: 'Size added at the end of the output, below the strides; worked out when none.',
    rare: true,
  });
  return {
    filters,
    kernel_size,
    strides: { ...strides, doc: 'Steps between the windows in the output; 2 doubles its size.' },
    padding: { ...padding, doc: 'same makes the output the input times the strides; valid keeps all of each window.' },
    // Conv3DTranspose has these two the other way round.
    ...(rank === 3 ? { data_format, output_padding } : { output_padding, data_format }),
    ...rest,
  };
}

type TransposeConfig = ArgValues<ReturnType<typeof transposeArgs>>;

/** One spatial axis: what it becomes and how much of the full spread is cut off at the start and at the end. */
interface Axis {
  readonly length: number;
  readonly stride: number;
  readonly dilation: number;
  readonly span: number;
  readonly output: number;
  readonly low: number;
  readonly high: number;
  /** How the output comes about, spelt out. */
  readonly words: string;
}

function axesOf(c: TransposeConfig, lengths: readonly number[]): Axis[] {
  const rank = lengths.length;
  const [sizes, strides, dilations] = [c.kernel_size, c.strides, c.dilation_rate].map((v) => perAxis(v, rank));
  const extra = c.output_padding === null ? null : perAxis(c.output_padding, rank);
  return lengths.map((length, i) => {
    const [stride, dilation] = [strides?.[i] as number, dilations?.[i] as number];
    const span = ((sizes?.[i] as number) - 1) * dilation + 1;
    const added = extra?.[i] ?? null;
    const spread = (length - 1) * stride;
    const steps = `(${length} − 1)·${stride}`;
    const axis = { length, stride, dilation, span };
    if (c.padding === 'valid') {
      const more = added ?? Math.max(span, stride) - span;
      const output = spread + span + more;
      return { ...axis, output, low: 0, high: 0, words: `${output} = ${steps} + ${span}${more ? ` + ${more}` : ''}` };
    }
    const total = added === null ? stride + span - 2 : span + (span % 2) - 2 + added;
    const before = Math.min(Math.ceil(total / 2), span - 1);
    const output = spread + 2 + total - span;
    return {
      ...axis,
      output,
      low: span - 1 - before,
      // Where the output is longer than the spread, its end is covered by no window and stays zero.
      high: Math.max(0, span - 1 - (total - before)),
      words: added === null ? `${output} = ${length}·${stride}` : `${output} = ${steps} + ${span % 2} + ${added}`,
    };
  });
}

function checkTranspose(c: TransposeConfig, x: ValueType): Problem | null {
  const { spatial } = imageShape(c.data_format, x.shape);
  const strides = perAxis(c.strides, spatial.length);
  const extra = c.output_padding === null ? [] : perAxis(c.output_padding, spatial.length);
  if (extra.some((n, i) => n >= (strides[i] as number))) {
    return problem('output-padding', 'output_padding has to stay below the strides.', {
      where: 'output_padding',
      expected: `below ${sizeWords(strides, spatial.length)}`,
      received: sizeWords(extra, spatial.length),
      fixes: [{ label: 'Let Keras work it out', action: 'remove-argument', params: { argument: 'output_padding' } }],
    });
  }
  const bad = strideDilationProblem(c);
  if (bad) return bad;
  const outputs = axesOf(c, spatial).map((a) => a.output);
  if (outputs.every((d) => d > 0)) return null;
  return problem('output-empty', 'With these arguments nothing of the output is left.', {
    where: 'output_padding',
    expected: 'an output of at least one value per axis',
    received: sizeWords(outputs, outputs.length),
    fixes: [{ label: 'Let Keras work it out', action: 'remove-argument', params: { argument: 'output_padding' } }],
  });
}

function buildTranspose(b: LayerBuilder, c: TransposeConfig, x: ValueType): void {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  b.weight({
    name: 'kernel',
    shape: [...perAxis(c.kernel_size, spatial.length), c.filters, channels],
    ...weightArgs(c, 'kernel'),
  });
  if (!c.use_bias) return;
  b.weight({ name: 'bias', shape: [c.filters], ...weightArgs(c, 'bias') });
}

function callTranspose(ctx: CallContext, c: TransposeConfig, x: Tensor): Tensor {
  const linear = inChannelsLast(c.data_format, x, (image) => {
    const axes = axesOf(c, image.shape.slice(1, -1));
    const output = [image.shape[0] as number, ...axes.map((a) => a.output), c.filters];
    const y = ops.convGradInput(image, ctx.weight('kernel'), output, {
      strides: axes.map((a) => a.stride),
      padding: axes.map((a) => [a.low, a.high] as const),
      dilation: axes.map((a) => a.dilation),
      groups: 1,
    });
    return c.use_bias ? ops.add(y, ctx.weight('bias')) : y;
  });
  return activate(c.activation, linear);
}

function transposeArithmetic(c: TransposeConfig, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  const lines = axesOf(c, spatial).map((a) => a.words);
  const names = AXIS_NAMES[spatial.length] ?? [];
  const sizes = new Set(lines).size === 1 ? lines.slice(0, 1) : lines.map((line, i) => `${names[i]} ${line}`);
  const window = [...perAxis(c.kernel_size, spatial.length), channels];
  const total = (window.reduce((n, d) => n * d, 1) + (c.use_bias ? 1 : 0)) * c.filters;
  const product = window.join('·');
  return [...sizes, c.use_bias ? `${total} = (${product} + 1)·${c.filters}` : `${total} = ${product}·${c.filters}`];
}

/** A transposed convolution over `rank` spatial axes. */
export const transposedConvolution = (rank: number): LayerParts<ReturnType<typeof transposeArgs>> => ({
  family: 'convolution',
  inputs: { rank: rank + 2 },
  args: transposeArgs(rank),
  card: (c) => convCard(c, rank),
  check: (c, [x]) => checkTranspose(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildTranspose(b, c, x as ValueType),
  call: (ctx, c, [x]) => callTranspose(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => transposeArithmetic(c, x as ValueType),
});
