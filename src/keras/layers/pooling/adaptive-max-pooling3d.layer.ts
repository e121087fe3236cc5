/** AdaptiveMaxPooling3D: the largest value of as many windows as the output needs. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptiveArgs, adaptiveArithmetic, adaptiveCard, adaptiveMaxPool } from './adaptive';

export default defineLayer({
  name: 'AdaptiveMaxPooling3D',
  family: 'pooling',
  summary: 'Keeps the largest values of a volume in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  inputs: { rank: 5 },
  args: adaptiveArgs(3),
  card: (c) => adaptiveCard(c, 3),
  call: (_ctx, c, [x]) => adaptiveMaxPool(c, x as Tensor),
  arithmetic: (c, [x]) => adaptiveArithmetic(c, x as ValueType),
  cases: [
    { name: 'overlapping windows', config: { output_size: [2, 2, 3] }, inputs: [{ shape: [1, 3, 4, 5, 2] }] },
    {
      name: 'channels first',
      config: { output_size: 2, data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 4, 3, 2] }],
    },
    { name: 'more than there is', config: { output_size: [2, 4, 3] }, inputs: [{ shape: [1, 2, 3, 2, 1] }] },
  ],
});
