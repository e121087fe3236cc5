/** What the depthwise and the separable convolutions share: filters that look at one channel each. */
import type { Problem } from '../../../base/problem';
import { sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activationLabel } from '../../core/activate';
import { type ArgValues, arg, perAxis } from '../../core/args';
import type { CallContext, LayerBuilder, LayerParts } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { dataFormatArg, imageShape, keepsChannels } from '../data-format';
import { convolve, windowOf } from './conv-geometry';
import { sizeWords, windowArithmetic, windowProblem } from './window-geometry';

const onceEach = (rank: number): number | number[] => (rank === 1 ? 1 : new Array<number>(rank).fill(1));

const windowArgs = (rank: number) => ({
  kernel_size: arg.tuple(rank, undefined, { min: 1, doc: 'Size of the window that slides over the input.' }),
  strides: arg.tuple(rank, onceEach(rank), { min: 1, doc: 'Steps the window takes; 2 halves the output.' }),
  padding: arg.choice('valid', ['valid', 'same'], {
    doc: 'valid keeps to the input; same pads it so that size stays.',
  }),
});

const dilationArg = (rank: number) =>
  arg.tuple(rank, onceEach(rank), { min: 1, doc: 'Distance between the places a window looks at.', rare: true });

const multiplierArg = arg.int(1, { min: 1, doc: 'Filters per channel.' });

const outputArgs = {
  activation: arg.activation(null, { doc: 'Nonlinearity applied to the output; none means identity.' }),
  use_bias: arg.bool(true, { doc: 'Whether a learned bias is added per output channel.' }),
};

const depthwiseInitializer = arg.initializer('glorot_uniform', { doc: 'Starting values of the filters.' });
const depthwiseRegularizer = arg.regularizer({ doc: 'Penalty on the filters, added to the loss.' });
const depthwiseConstraint = arg.constraint({ doc: 'Projection applied to the filters after each update.', rare: true });
const biasInitializer = arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true });
const penalties = {
  bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
  activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
};
const biasConstraint = arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true });

/** Arguments of a depthwise convolution over `rank` spatial axes, in Keras' order. */
const depthwiseArgs = (rank: number) => ({
  ...windowArgs(rank),
  depth_multiplier: multiplierArg,
  data_format: dataFormatArg,
  dilation_rate: dilationArg(rank),
  ...outputArgs,
  depthwise_initializer: depthwiseInitializer,
  bias_initializer: biasInitializer,
  depthwise_regularizer: depthwiseRegularizer,
  ...penalties,
  depthwise_constraint: depthwiseConstraint,
  bias_constraint: biasConstraint,
});

/** Arguments of a separable convolution over `rank` spatial axes, in Keras' order. */
const separableArgs = (rank: number) => ({
  filters: arg.int(undefined, { min: 1, doc: 'Channels of the output, each a mixture of what the windows found.' }),
  ...windowArgs(rank),
  data_format: dataFormatArg,
  dilation_rate: dilationArg(rank),
  depth_multiplier: multiplierArg,
  ...outputArgs,
  depthwise_initializer: depthwiseInitializer,
  pointwise_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the mixture.' }),
  bias_initializer: biasInitializer,
  depthwise_regularizer: depthwiseRegularizer,
  pointwise_regularizer: arg.regularizer({ doc: 'Penalty on the mixture, added to the loss.' }),
  ...penalties,
  depthwise_constraint: depthwiseConstraint,
  pointwise_constraint: arg.constraint({ doc: 'Projection applied to the mixture after each update.', rare: true }),
  bias_constraint: biasConstraint,
});

type DepthwiseConfig = ArgValues<ReturnType<typeof depthwiseArgs>>;
type SeparableConfig = ArgValues<ReturnType<typeof separableArgs>>;
type Common = DepthwiseConfig | SeparableConfig;

const depthwiseCard = (c: DepthwiseConfig, rank: number): (string | null)[] => [
  sizeWords(c.kernel_size, rank),
  c.depth_multiplier === 1 ? null : `× ${c.depth_multiplier}`,
  activationLabel(c.activation),
];

const separableCard = (c: SeparableConfig, rank: number): (string | null)[] => [
  String(c.filters),
  sizeWords(c.kernel_size, rank),
  activationLabel(c.activation),
];

const checkDepthwise = (c: Common, x: ValueType): Problem | null =>
  windowProblem(windowOf(c), imageShape(c.data_format, x.shape).spatial, 'kernel', 'kernel_size');

function buildBias(b: LayerBuilder, c: Common, length: number): void {
  if (!c.use_bias) return;
  b.weight({ name: 'bias', shape: [length], ...weightArgs(c, 'bias') });
}

function buildFilters(b: LayerBuilder, name: string, c: Common, x: ValueType): number {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  b.weight({
    name,
    shape: [...perAxis(c.kernel_size, spatial.length), channels, c.depth_multiplier],
    ...weightArgs(c, 'depthwise'),
  });
  return channels * c.depth_multiplier;
}

function buildDepthwise(b: LayerBuilder, c: DepthwiseConfig, x: ValueType): void {
  buildBias(b, c, buildFilters(b, 'kernel', c, x));
}

function buildSeparable(b: LayerBuilder, c: SeparableConfig, x: ValueType): void {
  const inner = buildFilters(b, 'depthwise_kernel', c, x);
  b.weight({
    name: 'pointwise_kernel',
    shape: [...x.shape.slice(2).map(() => 1), inner, c.filters],
    ...weightArgs(c, 'pointwise'),
  });
  buildBias(b, c, c.filters);
}

/** A kernel [...window, channels, multiplier] as one of `channels` groups with one channel each. */
function grouped(kernel: Tensor): { kernel: Tensor; channels: number } {
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  return { kernel: ops.reshape(kernel, [...kernel.shape.slice(0, -2), 1, channels * multiplier]), channels };
}

function callDepthwise(ctx: CallContext, c: DepthwiseConfig, x: Tensor): Tensor {
  const { kernel, channels } = grouped(ctx.weight('kernel'));
  return convolve(ctx, c, x, kernel, channels);
}

/** Depthwise, then a mixture of channels at each place; both on the same side of the turn to channels last. */
function callSeparable(ctx: CallContext, c: SeparableConfig, x: Tensor): Tensor {
  const { kernel, channels } = grouped(ctx.weight('depthwise_kernel'));
  const found = convolve(ctx, { ...c, use_bias: false, activation: null }, x, kernel, channels);
  const plain = { ...c, kernel_size: 1, strides: 1, dilation_rate: 1, padding: 'valid' } as const;
  return convolve(ctx, plain, found, ctx.weight('pointwise_kernel'), 1);
}

function depthwiseArithmetic(c: DepthwiseConfig, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  const window = perAxis(c.kernel_size, spatial.length);
  const total = (sizeOf(window) + (c.use_bias ? 1 : 0)) * channels * c.depth_multiplier;
  const each = c.use_bias ? `(${window.join('·')} + 1)` : window.join('·');
  return [...windowArithmetic(windowOf(c), spatial), `${total} = ${each}·${channels}·${c.depth_multiplier}`];
}

function separableArithmetic(c: SeparableConfig, x: ValueType): string[] {
  const { spatial, channels } = imageShape(c.data_format, x.shape);
  const window = [...perAxis(c.kernel_size, spatial.length), channels, c.depth_multiplier];
  const inner = channels * c.depth_multiplier;
  const mixture = (inner + (c.use_bias ? 1 : 0)) * c.filters;
  return [
    ...windowArithmetic(windowOf(c), spatial),
    `windows ${sizeOf(window)} = ${window.join('·')}`,
    `mixture ${mixture} = ${c.use_bias ? `(${inner} + 1)` : inner}·${c.filters}`,
  ];
}

/** A depthwise convolution over `rank` spatial axes. */
export const depthwiseConvolution = (rank: number): LayerParts<ReturnType<typeof depthwiseArgs>> => ({
  family: 'convolution',
  inputs: { rank: rank + 2 },
  args: depthwiseArgs(rank),
  card: (c) => depthwiseCard(c, rank),
  check: (c, [x]) => checkDepthwise(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildDepthwise(b, c, x as ValueType),
  call: (ctx, c, [x]) => callDepthwise(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => depthwiseArithmetic(c, x as ValueType),
});

/** A separable convolution over `rank` spatial axes. */
export const separableConvolution = (rank: number): LayerParts<ReturnType<typeof separableArgs>> => ({
  family: 'convolution',
  inputs: { rank: rank + 2 },
  args: separableArgs(rank),
  card: (c) => separableCard(c, rank),
  check: (c, [x]) => checkDepthwise(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildSeparable(b, c, x as ValueType),
  call: (ctx, c, [x]) => callSeparable(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => separableArithmetic(c, x as ValueType),
});
