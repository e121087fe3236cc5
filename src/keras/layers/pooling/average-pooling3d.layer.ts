/** AveragePooling3D: the mean of each window of a volume. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { averagePool, checkPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_3D } from './pooling-cases';

export default defineLayer({
  name: 'AveragePooling3D',
  family: 'pooling',
  summary: 'Averages the values of each window of a volume, which makes it smaller.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool3D'],
  inputs: { rank: 5 },
  args: poolArgs(3, undefined),
  card: (c) => poolCard(c, 3),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => averagePool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [1, 3, 4, 2, 2] }] }, ...WINDOW_CASES_3D],
});
