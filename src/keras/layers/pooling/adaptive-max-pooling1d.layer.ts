/** AdaptiveMaxPooling1D: the largest value of as many windows as the output needs. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptiveArgs, adaptiveArithmetic, adaptiveCard, adaptiveMaxPool } from './adaptive';

export default defineLayer({
  name: 'AdaptiveMaxPooling1D',
  family: 'pooling',
  summary: 'Keeps the largest values of a sequence in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  inputs: { rank: 3 },
  args: adaptiveArgs(1),
  card: (c) => adaptiveCard(c, 1),
  call: (_ctx, c, [x]) => adaptiveMaxPool(c, x as Tensor),
  arithmetic: (c, [x]) => adaptiveArithmetic(c, x as ValueType),
  cases: [
    { name: 'overlapping windows', config: { output_size: 3 }, inputs: [{ shape: [2, 7, 2] }] },
    {
      name: 'channels first',
      config: { output_size: 2, data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 6] }],
    },
    { name: 'more than there is', config: { output_size: 5 }, inputs: [{ shape: [2, 3, 2] }] },
  ],
});
