/** What the convolution layers share: Keras' arguments, their rules, weights, the call and the arithmetic. */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activate, activationLabel } from '../../core/activate';
import { type ArgValues, arg, perAxis } from '../../core/args';
import type { CallContext, LayerBuilder, LayerParts } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { dataFormatArg, imageShape, inChannelsLast, keepsChannels } from '../data-format';
import {
  type Padding,
  sizeWords,
  type WindowConfig,
  windowArithmetic,
  windowPadding,
  windowProblem,
} from './window-geometry';

/** Arguments of a convolution over `rank` spatial axes, in Keras' order. */
export function convArgs<P extends Padding>(rank: number, paddings: readonly P[]) {
  const once = rank === 1 ? 1 : new Array<number>(rank).fill(1);
  return {
    filters: arg.int(undefined, { min: 1, doc: 'Number of filters: channels of the output.' }),
    kernel_size: arg.tuple(rank, undefined, { min: 1, doc: 'Size of the window that slides over the input.' }),
    strides: arg.tuple(rank, once, { min: 1, doc: 'Steps the window takes; 2 halves the output.' }),
    padding: arg.choice('valid' as P, paddings, { doc: 'valid keeps to the input; same pads it so that size stays.' }),
    data_format: dataFormatArg,
    dilation_rate: arg.tuple(rank, once, { min: 1, doc: 'Distance between the places a window looks at.', rare: true }),
    groups: arg.int(1, { min: 1, doc: 'Splits channels into groups with filters of their own.', rare: true }),
    activation: arg.activation(null, { doc: 'Nonlinearity applied to the output; none means identity.' }),
    use_bias: arg.bool(true, { doc: 'Whether a learned bias is added per filter.' }),
    kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the filters.' }),
    bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true }),
    kernel_regularizer: arg.regularizer({ doc: 'Penalty on the filters, added to the loss.' }),
    bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
    activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
    kernel_constraint: arg.constraint({ doc: 'Projection applied to the filters after each update.', rare: true }),
    bias_constraint: arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true }),
  };
}

export type ConvConfig = ArgValues<ReturnType<typeof convArgs<Padding>>>;

/** The window a convolution slides. */
export const windowOf = (
  c: Pick<ConvConfig, 'kernel_size' | 'strides' | 'padding' | 'dilation_rate'>,
): WindowConfig => ({
  size: c.kernel_size,
  strides: c.strides,
  padding: c.padding,
  dilation: c.dilation_rate,
});

export const convCard = (
  c: Pick<ConvConfig, 'filters' | 'kernel_size' | 'activation'>,
  rank: number,
): (string | null)[] => [String(c.filters), sizeWords(c.kernel_size, rank), activationLabel(c.activation)];

/** Keras allows a stride or a dilation, not both at once. */
export function strideDilationProblem(c: Pick<ConvConfig, 'strides' | 'dilation_rate'>): Problem | null {
  const stride = Math.max(...[c.strides].flat());
  const dilation = Math.max(...[c.dilation_rate].flat());
  if (stride === 1 || dilation === 1) return null;
  return problem('stride-and-dilation', 'strides and dilation_rate cannot both be above 1.', {
    where: 'dilation_rate',
    expected: 'one of the two at 1',
    received: `strides ${stride}, dilation_rate ${dilation}`,
    fixes: ['dilation_rate', 'strides'].map((argument) => ({
      label: `Set ${argument} to 1`,
      action: 'set-argument',
      params: { argument, value: 1 },
    })),
  });
}

function groupProblem(c: ConvConfig, channels: number): Problem | null {
  const wrong =
    channels % c.groups !== 0
      ? ['input channels', channels]
      : c.filters % c.groups !== 0
        ? ['filters', c.filters]
        : null;
  if (!wrong) return null;
  const [what, count] = wrong;
  const up = Math.ceil(c.filters / c.groups) * c.groups;
  return problem('groups-split', `${count} ${what} do not split into ${c.groups} equal groups.`, {
    where: 'groups',
    expected: `groups that divides ${channels} and ${c.filters}`,
    received: String(c.groups),
    fixes: [
      ...(what === 'filters'
        ? [{ label: `Use ${up} filters`, action: 'set-argument', params: { argument: 'filters', value: up } }]
        : []),
      { label: 'Use one group', action: 'set-argument', params: { argument: 'groups', value: 1 } },
    ],
  });
}

function checkConv(c: ConvConfig, x: ValueType): Problem | null {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  return (
    strideDilationProblem(c) ??
    groupProblem(c, channels) ??
    windowProblem(windowOf(c), spatial, 'kernel', 'kernel_size')
  );
}

function buildConv(b: LayerBuilder, c: ConvConfig, x: ValueType): void {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  b.weight({
    name: 'kernel',
    shape: [...perAxis(c.kernel_size, spatial.length), channels / c.groups, c.filters],
    ...weightArgs(c, 'kernel'),
  });
  if (c.use_bias) {
    b.weight({ name: 'bias', shape: [c.filters], ...weightArgs(c, 'bias') });
  }
}

/**
 * Convolution, bias and activation on either data format. The activation comes last, on the format the user sees: a
 * softmax over the last axis runs over width in channels_first.
 * @param kernel with the channels of one group
 */
export function convolve(
  ctx: CallContext,
  c: Pick<
    ConvConfig,
    'kernel_size' | 'strides' | 'padding' | 'dilation_rate' | 'data_format' | 'use_bias' | 'activation'
  >,
  x: Tensor,
  kernel: Tensor,
  groups: number,
): Tensor {
  const linear = inChannelsLast(c.data_format, x, (image) => {
    const lengths = image.shape.slice(1, -1);
    const rank = lengths.length;
    const y = ops.conv(image, kernel, {
      strides: perAxis(c.strides, rank),
      padding: windowPadding(windowOf(c), lengths),
      dilation: perAxis(c.dilation_rate, rank),
      groups,
    });
    return c.use_bias ? ops.add(y, ctx.weight('bias')) : y;
  });
  return activate(c.activation, linear);
}

function convArithmetic(c: ConvConfig, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  const window = [...perAxis(c.kernel_size, spatial.length), channels / c.groups];
  const weights = window.reduce((n, d) => n * d, 1);
  const total = (weights + (c.use_bias ? 1 : 0)) * c.filters;
  const product = window.join('·');
  return [
    ...windowArithmetic(windowOf(c), spatial),
    c.use_bias ? `${total} = (${product} + 1)·${c.filters}` : `${total} = ${product}·${c.filters}`,
  ];
}

/** A convolution over `rank` spatial axes. */
export const convolution = <P extends Padding>(
  rank: number,
  paddings: readonly P[],
): LayerParts<ReturnType<typeof convArgs<P>>> => ({
  family: 'convolution',
  inputs: { rank: rank + 2 },
  args: convArgs(rank, paddings),
  card: (c) => convCard(c, rank),
  check: (c, [x]) => checkConv(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildConv(b, c, x as ValueType),
  call: (ctx, c, [x]) => convolve(ctx, c, x as Tensor, ctx.weight('kernel'), c.groups),
  arithmetic: (c, [x]) => convArithmetic(c, x as ValueType),
});
