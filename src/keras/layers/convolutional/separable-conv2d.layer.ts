/** SeparableConv2D: filters per channel, then a mixture of the channels at each place. */
import { defineLayer } from '../../core/definitions';
import { SEPARABLE_PENALTIES } from '../penalty-cases';
import { separableConvolution } from './depthwise';

export default defineLayer({
  name: 'SeparableConv2D',
  summary: 'A convolution in two cheap parts: filters per channel, then a mixture of the channels.',
  aliases: ['depthwise separable', 'xception', 'SeparableConvolution2D'],
  ...separableConvolution(2),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 4, 5, 2] }] },
    {
      name: 'multiplier, strides, same padding',
      config: {
        filters: 2,
        kernel_size: [2, 3],
        strides: 2,
        padding: 'same',
        depth_multiplier: 2,
        activation: 'relu',
        use_bias: false,
      },
      inputs: [{ shape: [2, 5, 4, 2] }],
    },
    {
      name: 'dilated, channels first, softmax over width',
      config: {
        filters: 3,
        kernel_size: 2,
        dilation_rate: [2, 1],
        data_format: 'channels_first',
        activation: 'softmax',
      },
      inputs: [{ shape: [2, 2, 4, 3] }],
    },
    {
      name: 'penalties and constraints',
      config: { filters: 3, kernel_size: 2, ...SEPARABLE_PENALTIES },
      inputs: [{ shape: [2, 3, 3, 2] }],
      training: true,
    },
  ],
});
