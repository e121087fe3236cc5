/** SeparableConv1D: filters per channel, then a mixture of the channels at each step. */
import { defineLayer } from '../../core/definitions';
import { SEPARABLE_PENALTIES } from '../penalty-cases';
import { separableConvolution } from './depthwise';

export default defineLayer({
  name: 'SeparableConv1D',
  summary: 'A convolution in two cheap parts: filters per channel, then a mixture of the channels.',
  aliases: ['depthwise separable', 'temporal', 'SeparableConvolution1D'],
  ...separableConvolution(1),
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
      config: { filters: 3, kernel_size: 2, ...SEPARABLE_PENALTIES },
      inputs: [{ shape: [2, 4, 2] }],
      training: true,
    },
  ],
});
