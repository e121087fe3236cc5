/** MaxPooling3D: the largest value of each window of a volume. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { checkPool, maxPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_3D } from './pooling-cases';

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
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [1, 3, 4, 2, 2] }] }, ...WINDOW_CASES_3D],
});
