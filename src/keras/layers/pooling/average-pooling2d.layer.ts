/** AveragePooling2D: the mean of each window of an image. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { averagePool, checkPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';

export default defineLayer({
  name: 'AveragePooling2D',
  family: 'pooling',
  summary: 'Averages the values of each window of an image, which makes it smaller.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool2D'],
  inputs: { rank: 4 },
  args: poolArgs(2, undefined),
  card: (c) => poolCard(c, 2),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => averagePool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 5, 6, 3] }] },
    { name: 'overlapping windows', config: { pool_size: [3, 2], strides: [2, 1] }, inputs: [{ shape: [2, 7, 5, 2] }] },
    {
      name: 'same padding over negative values',
      config: { pool_size: [2, 3], strides: [2, 2], padding: 'same' },
      inputs: [{ shape: [2, 5, 6, 2], low: -2, high: -1 }],
    },
    {
      name: 'channels first',
      config: { pool_size: 2, strides: [1, 2], data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 4, 5] }],
    },
  ],
});
