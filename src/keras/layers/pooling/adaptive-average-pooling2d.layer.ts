/** AdaptiveAveragePooling2D: the mean of as many windows as the output needs. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptiveArgs, adaptiveArithmetic, adaptiveAveragePool, adaptiveCard } from './adaptive';

export default defineLayer({
  name: 'AdaptiveAveragePooling2D',
  family: 'pooling',
  summary: 'Averages an image in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  inputs: { rank: 4 },
  args: adaptiveArgs(2),
  card: (c) => adaptiveCard(c, 2),
  call: (_ctx, c, [x]) => adaptiveAveragePool(c, x as Tensor),
  arithmetic: (c, [x]) => adaptiveArithmetic(c, x as ValueType),
  cases: [
    { name: 'overlapping windows', config: { output_size: [3, 2] }, inputs: [{ shape: [2, 5, 4, 2] }] },
    {
      name: 'channels first',
      config: { output_size: [2, 3], data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 6, 5] }],
    },
    { name: 'more than there is', config: { output_size: [3, 5] }, inputs: [{ shape: [1, 2, 3, 2] }] },
  ],
});
