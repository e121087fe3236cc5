/** Conv2D: filters that slide over an image. */
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { convolution } from './conv-geometry';

export default defineLayer({
  name: 'Conv2D',
  summary: 'Slides small learned filters over an image and reports where each pattern is.',
  aliases: ['convolution', 'image filter', 'cnn', 'Convolution2D', 'edge detection', 'kernel', 'stride'],
  ...convolution(2, ['valid', 'same']),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 5, 6, 2] }] },
    {
      name: 'strides and same padding',
      config: { filters: 4, kernel_size: [3, 2], strides: [2, 3], padding: 'same', activation: 'relu' },
      inputs: [{ shape: [2, 7, 8, 3] }],
    },
    {
      name: 'groups without bias',
      config: { filters: 6, kernel_size: [2, 3], groups: 2, use_bias: false },
      inputs: [{ shape: [2, 5, 5, 4] }],
    },
    {
      name: 'dilation and same padding',
      config: { filters: 2, kernel_size: 3, dilation_rate: [2, 1], padding: 'same' },
      inputs: [{ shape: [1, 7, 6, 2] }],
    },
    {
      name: 'channels first, softmax over width',
      config: { filters: 3, kernel_size: 2, data_format: 'channels_first', activation: 'softmax' },
      inputs: [{ shape: [2, 2, 5, 4] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 2,
        kernel_size: [1, 3],
        ...PENALTIES,
        kernel_constraint: { className: 'MaxNorm', config: { max_value: 1, axis: [0, 1, 2] } },
      },
      inputs: [{ shape: [3, 4, 5, 1] }],
      training: true,
    },
  ],
});
