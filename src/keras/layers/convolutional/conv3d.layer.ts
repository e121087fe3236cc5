/** Conv3D: filters that slide through a volume or a film. */
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { convolution } from './conv-geometry';

export default defineLayer({
  name: 'Conv3D',
  summary: 'Slides small learned filters through a volume or a film and reports where each pattern is.',
  aliases: ['convolution', 'video', 'voxels', 'medical scan', 'Convolution3D'],
  ...convolution(3, ['valid', 'same']),
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
      config: { filters: 2, kernel_size: 2, ...PENALTIES },
      inputs: [{ shape: [1, 2, 3, 2, 2] }],
      training: true,
    },
  ],
});
