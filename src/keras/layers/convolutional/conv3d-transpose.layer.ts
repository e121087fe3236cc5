/** Conv3DTranspose: a convolution run backwards, which makes a volume larger. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { keepsChannels } from '../data-format';
import { convCard } from './conv-geometry';
import { buildTranspose, callTranspose, checkTranspose, transposeArgs, transposeArithmetic } from './conv-transpose';

export default defineLayer({
  name: 'Conv3DTranspose',
  family: 'convolution',
  summary: 'Makes a volume larger: each place is spread over a learned window of the output.',
  aliases: ['transposed convolution', 'deconvolution', 'upsample', 'voxels', 'Convolution3DTranspose'],
  inputs: { rank: 5 },
  args: transposeArgs(3),
  card: (c) => convCard(c, 3),
  check: (c, [x]) => checkTranspose(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildTranspose(b, c, x as ValueType),
  call: (ctx, c, [x]) => callTranspose(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => transposeArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [1, 2, 3, 2, 2] }] },
    {
      name: 'twice the size',
      config: { filters: 1, kernel_size: [3, 2, 1], strides: 2, padding: 'same', activation: 'tanh', use_bias: false },
      inputs: [{ shape: [1, 2, 2, 3, 2] }],
    },
    {
      name: 'dilated, channels first',
      config: { filters: 2, kernel_size: 2, dilation_rate: [1, 2, 1], data_format: 'channels_first' },
      inputs: [{ shape: [2, 1, 2, 2, 3] }],
    },
    {
      name: 'output padding',
      config: { filters: 1, kernel_size: 2, strides: [2, 3, 2], output_padding: [1, 2, 0] },
      inputs: [{ shape: [1, 2, 2, 2, 1] }],
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
      inputs: [{ shape: [1, 2, 2, 2, 2] }],
      training: true,
    },
  ],
});
