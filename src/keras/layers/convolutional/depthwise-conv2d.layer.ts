/** DepthwiseConv2D: each channel has filters of its own, and channels do not mix. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { keepsChannels } from '../data-format';
import {
  buildDepthwise,
  callDepthwise,
  checkDepthwise,
  depthwiseArgs,
  depthwiseArithmetic,
  depthwiseCard,
} from './depthwise';

export default defineLayer({
  name: 'DepthwiseConv2D',
  family: 'convolution',
  summary: 'Slides filters over each channel of an image on its own: few weights, no mixing of channels.',
  aliases: ['depthwise', 'mobilenet', 'per channel'],
  inputs: { rank: 4 },
  args: depthwiseArgs(2),
  card: (c) => depthwiseCard(c, 2),
  check: (c, [x]) => checkDepthwise(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildDepthwise(b, c, x as ValueType),
  call: (ctx, c, [x]) => callDepthwise(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => depthwiseArithmetic(c, x as ValueType),
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
