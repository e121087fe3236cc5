/** Conv3DTranspose: a convolution run backwards, which makes a volume larger. */
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { transposedConvolution } from './conv-transpose';

export default defineLayer({
  name: 'Conv3DTranspose',
  summary: 'Makes a volume larger: each place is spread over a learned window of the output.',
  aliases: ['transposed convolution', 'deconvolution', 'upsample', 'voxels', 'Convolution3DTranspose'],
  ...transposedConvolution(3),
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
      config: { filters: 2, kernel_size: 2, ...PENALTIES },
      inputs: [{ shape: [1, 2, 2, 2, 2] }],
      training: true,
    },
  ],
});
