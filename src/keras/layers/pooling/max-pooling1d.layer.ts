/** MaxPooling1D: the largest value of each window of a sequence. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { checkPool, maxPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_1D } from './pooling-cases';

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
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 7, 3] }] }, ...WINDOW_CASES_1D],
});
