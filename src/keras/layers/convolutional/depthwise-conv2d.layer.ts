/** DepthwiseConv2D: each channel has filters of its own, and channels do not mix. */
import { sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activationLabel } from '../../core/activate';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, imageShape } from '../data-format';
import { convolve, windowOf } from './conv-geometry';
import { sizeWords, windowArithmetic, windowProblem } from './window-geometry';

export default defineLayer({
  name: 'DepthwiseConv2D',
  family: 'convolution',
  summary: 'Slides filters over each channel of an image on its own: few weights, no mixing of channels.',
  aliases: ['depthwise', 'mobilenet', 'per channel'],
  inputs: { rank: 4 },
  args: {
    kernel_size: arg.tuple(2, undefined, { min: 1, doc: 'Size of the window that slides over the input.' }),
    strides: arg.tuple(2, [1, 1], { min: 1, doc: 'Steps the window takes; 2 halves the output.' }),
    padding: arg.choice('valid', ['valid', 'same'], {
      doc: 'valid keeps to the input; same pads it so that size stays.',
    }),
    depth_multiplier: arg.int(1, { min: 1, doc: 'Filters per channel.' }),
    data_format: dataFormatArg,
    dilation_rate: arg.tuple(2, [1, 1], { min: 1, doc: 'Distance between the places a window looks at.', rare: true }),
    activation: arg.activation(null, { doc: 'Nonlinearity applied to the output; none means identity.' }),
    use_bias: arg.bool(true, { doc: 'Whether a learned bias is added per output channel.' }),
    depthwise_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the filters.' }),
    bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true }),
    depthwise_regularizer: arg.regularizer({ doc: 'Penalty on the filters, added to the loss.' }),
    bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
    activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
    depthwise_constraint: arg.constraint({ doc: 'Projection applied to the filters after each update.', rare: true }),
    bias_constraint: arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true }),
  },
  card: (c) => [
    sizeWords(c.kernel_size, 2),
    c.depth_multiplier === 1 ? null : `× ${c.depth_multiplier}`,
    activationLabel(c.activation),
  ],
  check: (c, [x]) =>
    windowProblem(windowOf(c), imageShape(c.data_format, (x as ValueType).shape).spatial, 'kernel', 'kernel_size'),
  build(b, c, [x]) {
    const { channels } = imageShape(c.data_format, (x as ValueType).shape);
    b.weight({
      name: 'kernel',
      shape: [...perAxis(c.kernel_size, 2), channels, c.depth_multiplier],
      initializer: c.depthwise_initializer,
      regularizer: c.depthwise_regularizer,
      constraint: c.depthwise_constraint,
    });
    if (c.use_bias) {
      b.weight({
        name: 'bias',
        shape: [channels * c.depth_multiplier],
        initializer: c.bias_initializer,
        regularizer: c.bias_regularizer,
        constraint: c.bias_constraint,
      });
    }
  },
  call(ctx, c, [x]) {
    const kernel = ctx.weight('kernel');
    const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
    return convolve(ctx, c, x as Tensor, ops.reshape(kernel, [height, width, 1, channels * multiplier]), channels);
  },
  arithmetic(c, [x]) {
    const { spatial, channels } = imageShape(c.data_format, (x as ValueType).shape);
    const window = perAxis(c.kernel_size, 2);
    const outputs = channels * c.depth_multiplier;
    const total = (sizeOf(window) + (c.use_bias ? 1 : 0)) * outputs;
    const each = c.use_bias ? `(${window.join('·')} + 1)` : window.join('·');
    return [...windowArithmetic(windowOf(c), spatial), `${total} = ${each}·${channels}·${c.depth_multiplier}`];
  },
  cases: [
    { name: 'plain', config: { kernel_size: 3 }, inputs: [{ shape: [2, 5, 6, 3] }] },
    {
      name: 'multiplier, strides, same padding',
      config: {
        kernel_size: [2, 3],
        strides: [2, 2],
        padding: 'same',
        depth_multiplier: 2,
        activation: 'relu',
        use_bias: false,
      },
      inputs: [{ shape: [2, 7, 6, 2] }],
    },
    {
      name: 'dilated, channels first',
      config: { kernel_size: 2, dilation_rate: [2, 3], data_format: 'channels_first', depth_multiplier: 2 },
      inputs: [{ shape: [2, 3, 5, 6] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        kernel_size: 2,
        depthwise_initializer: { className: 'RandomNormal', config: { stddev: 0.5, seed: 9 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
        depthwise_regularizer: { className: 'L2', config: { l2: 0.05 } },
        bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
        depthwise_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [2, 4, 4, 2] }],
      training: true,
    },
  ],
});
