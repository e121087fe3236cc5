/** MaxPooling3D: the largest value of each window of a volume. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { checkPool, maxPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';

export default defineLayer({
  name: 'MaxPooling3D',
  family: 'pooling',
  summary: 'Keeps the largest value of each window of a volume, which makes it smaller.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool3D'],
  inputs: { rank: 5 },
  args: poolArgs(3, [2, 2, 2]),
  card: (c) => poolCard(c, 3),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => maxPool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [1, 3, 4, 2, 2] }] },
    {
      name: 'overlapping windows',
      config: { pool_size: [2, 1, 3], strides: [1, 2, 1] },
      inputs: [{ shape: [1, 3, 3, 4, 1] }],
    },
    {
      name: 'same padding over negative values',
      config: { pool_size: 2, strides: [2, 1, 2], padding: 'same' },
      inputs: [{ shape: [1, 3, 2, 3, 2], low: -2, high: -1 }],
    },
    {
      name: 'channels first',
      config: { pool_size: 2, strides: 1, data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 2, 3, 3] }],
    },
  ],
});
