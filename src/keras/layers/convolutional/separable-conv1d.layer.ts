/** SeparableConv1D: filters per channel, then a mixture of the channels at each step. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { keepsChannels } from '../data-format';
import {
  buildSeparable,
  callSeparable,
  checkDepthwise,
  separableArgs,
  separableArithmetic,
  separableCard,
} from './depthwise';

export default defineLayer({
  name: 'SeparableConv1D',
  family: 'convolution',
  summary: 'A convolution in two cheap parts: filters per channel, then a mixture of the channels.',
  aliases: ['depthwise separable', 'temporal', 'SeparableConvolution1D'],
  inputs: { rank: 3 },
  args: separableArgs(1),
  card: (c) => separableCard(c, 1),
  check: (c, [x]) => checkDepthwise(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildSeparable(b, c, x as ValueType),
  call: (ctx, c, [x]) => callSeparable(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => separableArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 6, 2] }] },
    {
      name: 'multiplier, strides, same padding',
      config: {
        filters: 2,
        kernel_size: 3,
        strides: 2,
        padding: 'same',
        depth_multiplier: 2,
        activation: 'relu',
        use_bias: false,
      },
      inputs: [{ shape: [2, 7, 2] }],
    },
    {
      name: 'dilated, channels first',
      config: { filters: 3, kernel_size: 2, dilation_rate: 2, data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 6] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 3,
        kernel_size: 2,
        depthwise_initializer: { className: 'RandomNormal', config: { stddev: 0.5, seed: 9 } },
        pointwise_initializer: { className: 'HeNormal', config: { seed: 8 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
        depthwise_regularizer: { className: 'L2', config: { l2: 0.05 } },
        pointwise_regularizer: { className: 'L1', config: { l1: 0.03 } },
        bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
        depthwise_constraint: 'non_neg',
        pointwise_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [2, 4, 2] }],
      training: true,
    },
  ],
});
