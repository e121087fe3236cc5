/** Conv1DTranspose: a convolution run backwards, which makes a sequence longer. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { keepsChannels } from '../data-format';
import { convCard } from './conv-geometry';
import { buildTranspose, callTranspose, checkTranspose, transposeArgs, transposeArithmetic } from './conv-transpose';

export default defineLayer({
  name: 'Conv1DTranspose',
  family: 'convolution',
  summary: 'Makes a sequence longer: each step is spread over a learned window of the output.',
  aliases: ['transposed convolution', 'deconvolution', 'upsample', 'decoder', 'Convolution1DTranspose'],
  inputs: { rank: 3 },
  args: transposeArgs(1),
  card: (c) => convCard(c, 1),
  check: (c, [x]) => checkTranspose(c, x as ValueType),
  keeps: keepsChannels,
  build: (b, c, [x]) => buildTranspose(b, c, x as ValueType),
  call: (ctx, c, [x]) => callTranspose(ctx, c, x as Tensor),
  arithmetic: (c, [x]) => transposeArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 5, 2] }] },
    {
      name: 'strides, same padding',
      config: { filters: 2, kernel_size: 4, strides: 3, padding: 'same', activation: 'tanh' },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'strides above the window',
      config: { filters: 2, kernel_size: 2, strides: 4, use_bias: false },
      inputs: [{ shape: [2, 3, 2] }],
    },
    {
      name: 'same padding, strides above the window',
      config: { filters: 2, kernel_size: 1, strides: 3, padding: 'same' },
      inputs: [{ shape: [2, 3, 2] }],
    },
    {
      name: 'dilated, channels first',
      config: { filters: 3, kernel_size: 2, dilation_rate: 2, padding: 'same', data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 5] }],
    },
    {
      name: 'output padding',
      config: { filters: 2, kernel_size: 3, strides: 3, output_padding: 1 },
      inputs: [{ shape: [2, 4, 2] }],
    },
    {
      name: 'output padding, same',
      config: { filters: 2, kernel_size: 4, strides: 2, padding: 'same', output_padding: 1 },
      inputs: [{ shape: [2, 4, 2] }],
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
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
