/** Conv2DTranspose: a convolution run backwards, which makes an image larger. */
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { transposedConvolution } from './conv-transpose';

export default defineLayer({
  name: 'Conv2DTranspose',
  summary: 'Makes an image larger: each place is spread over a learned window of the output.',
  aliases: [
    'transposed convolution',
    'deconvolution',
    'upsample',
    'decoder',
    'U-Net',
    'generator',
    'Convolution2DTranspose',
    'u-net',
    'gan',
  ],
  ...transposedConvolution(2),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 3, 4, 2] }] },
    {
      name: 'twice the size',
      config: { filters: 2, kernel_size: 3, strides: 2, padding: 'same', activation: 'relu' },
      inputs: [{ shape: [2, 3, 4, 2] }],
    },
    {
      name: 'strides above the window',
      config: { filters: 2, kernel_size: [2, 3], strides: [3, 2], use_bias: false },
      inputs: [{ shape: [2, 2, 3, 2] }],
    },
    {
      name: 'dilated, channels first, softmax over width',
      config: {
        filters: 2,
        kernel_size: 2,
        dilation_rate: [2, 3],
        data_format: 'channels_first',
        activation: 'softmax',
      },
      inputs: [{ shape: [2, 3, 3, 2] }],
    },
    {
      name: 'output padding',
      config: { filters: 2, kernel_size: [3, 2], strides: [2, 3], padding: 'same', output_padding: [0, 2] },
      inputs: [{ shape: [1, 3, 3, 2] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 2,
        kernel_size: 2,
        ...PENALTIES,
        kernel_constraint: { className: 'MaxNorm', config: { max_value: 1, axis: [0, 1, 2] } },
      },
      inputs: [{ shape: [2, 3, 3, 2] }],
      training: true,
    },
  ],
});
