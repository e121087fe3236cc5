/** DepthwiseConv2D: each channel has filters of its own, and channels do not mix. */
import { defineLayer } from '../../core/definitions';
import { DEPTHWISE_PENALTIES } from '../penalty-cases';
import { depthwiseConvolution } from './depthwise';

export default defineLayer({
  name: 'DepthwiseConv2D',
  summary: 'Slides filters over each channel of an image on its own: few weights, no mixing of channels.',
  aliases: ['depthwise', 'mobilenet', 'per channel'],
  ...depthwiseConvolution(2),
  cases: [
    { name: 'plain', config: { kernel_size: 3 }, inputs: [{ shape: [2, 5, 6, 3] }] },
    {
      name: 'multiplier, strides, same padding',
      config: {
        kernel_size: [2, 3],
        strides: [2, 2],
        padding: 'same',
        depth_multiplier: 2,
        activation: 'relu',
        use_bias: false,
      },
      inputs: [{ shape: [2, 7, 6, 2] }],
    },
    {
      name: 'dilated, channels first',
      config: { kernel_size: 2, dilation_rate: [2, 3], data_format: 'channels_first', depth_multiplier: 2 },
      inputs: [{ shape: [2, 3, 5, 6] }],
    },
    {
      name: 'penalties and constraints',
      config: { kernel_size: 2, ...DEPTHWISE_PENALTIES },
      inputs: [{ shape: [2, 4, 4, 2] }],
      training: true,
    },
  ],
});
