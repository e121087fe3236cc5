/** AveragePooling2D: the mean of each window of an image. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { averagePool, checkPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_2D } from './pooling-cases';

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
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 5, 6, 3] }] }, ...WINDOW_CASES_2D],
});
