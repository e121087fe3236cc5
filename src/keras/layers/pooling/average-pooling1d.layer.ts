/** AveragePooling1D: the mean of each window of a sequence. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { averagePool, checkPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'AveragePooling1D',
  family: 'pooling',
  summary: 'Averages the values of each window of a sequence, which makes it shorter.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool1D', 'moving average'],
  inputs: { rank: 3 },
  args: poolArgs(1, undefined),
  card: (c) => poolCard(c, 1),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => averagePool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 7, 3] }] }, ...WINDOW_CASES_1D],
});
