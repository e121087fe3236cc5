/** AveragePooling1D: the mean of each window of a sequence. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { averagePool, checkPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';

export default defineLayer({
  name: 'AveragePooling1D',
  family: 'pooling',
  summary: 'Averages the values of each window of a sequence, which makes it shorter.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool1D'],
  inputs: { rank: 3 },
  args: poolArgs(1, undefined),
  card: (c) => poolCard(c, 1),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => averagePool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 7, 3] }] },
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
