/** MaxPooling1D: the largest value of each window of a sequence. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { checkPool, maxPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';

export default defineLayer({
  name: 'MaxPooling1D',
  family: 'pooling',
  summary: 'Keeps the largest value of each window of a sequence, which makes it shorter.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool1D'],
  inputs: { rank: 3 },
  args: poolArgs(1, 2),
  card: (c) => poolCard(c, 1),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => maxPool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 7, 3] }] },
    { name: 'overlapping windows', config: { pool_size: 3, strides: 2 }, inputs: [{ shape: [2, 8, 2] }] },
    {
      name: 'same padding',
      config: { pool_size: 3, strides: 2, padding: 'same' },
      inputs: [{ shape: [2, 6, 2], low: -2, high: -1 }],
    },
    {
      name: 'channels first',
      config: { pool_size: 2, strides: 1, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 5] }],
    },
  ],
});
