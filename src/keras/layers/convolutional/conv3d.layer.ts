/** Conv3D: filters that slide through a volume or a film. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { keepsChannels } from '../data-format';
import { buildConv, checkConv, convArgs, convArithmetic, convCard, convolve } from './conv-geometry';

export default defineLayer({
  name: 'Conv3D',
  family: 'convolution',
  summary: 'Slides small learned filters through a volume or a film and reports where each pattern is.',
  aliases: ['convolution', 'video', 'voxels', 'medical scan', 'Convolution3D'],
  inputs: { rank: 5 },
  args: convArgs(3, ['valid', 'same']),
  card: (c) => convCard(c, 3),
  check: (c, [x]) => checkConv(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildConv(b, c, x as ValueType),
  call: (ctx, c, [x]) => convolve(ctx, c, x as Tensor, ctx.weight('kernel'), c.groups),
  arithmetic: (c, [x]) => convArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [2, 3, 4, 3, 2] }] },
    {
      name: 'strides and same padding',
      config: { filters: 2, kernel_size: [1, 3, 2], strides: [1, 2, 2], padding: 'same', activation: 'relu' },
      inputs: [{ shape: [1, 2, 5, 4, 2] }],
    },
    {
      name: 'groups without bias, channels first',
      config: { filters: 4, kernel_size: 2, groups: 2, use_bias: false, data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 3, 3, 2] }],
    },
    {
      name: 'dilated',
      config: { filters: 1, kernel_size: 2, dilation_rate: [1, 2, 1] },
      inputs: [{ shape: [1, 2, 4, 3, 2] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 2,
        kernel_size: 2,
        kernel_initializer: { className: 'HeNormal', config: { seed: 3 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
        kernel_regularizer: { className: 'L2', config: { l2: 0.05 } },
        bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
        kernel_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [1, 2, 3, 2, 2] }],
      training: true,
    },
  ],
});
