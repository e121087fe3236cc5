/** Conv1DTranspose: a convolution run backwards, which makes a sequence longer. */
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { transposedConvolution } from './conv-transpose';

export default defineLayer({
  name: 'Conv1DTranspose',
  summary: 'Makes a sequence longer: each step is spread over a learned window of the output.',
  aliases: ['transposed convolution', 'deconvolution', 'upsample', 'decoder', 'Convolution1DTranspose'],
  ...transposedConvolution(1),
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
      config: { filters: 2, kernel_size: 2, ...PENALTIES },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
