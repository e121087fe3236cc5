/** MaxPooling2D: the largest value of each window of an image. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { checkPool, maxPool, poolArgs, poolArithmetic, poolCard } from './pool-geometry';
import { WINDOW_CASES_2D } from './pooling-cases';

export default defineLayer({
  name: 'MaxPooling2D',
  family: 'pooling',
  summary: 'Keeps the largest value of each window of an image, which makes it smaller.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool2D'],
  inputs: { rank: 4 },
  args: poolArgs(2, [2, 2]),
  card: (c) => poolCard(c, 2),
  check: (c, [x]) => checkPool(c, x as ValueType),
  call: (_ctx, c, [x]) => maxPool(c, x as Tensor),
  arithmetic: (c, [x]) => poolArithmetic(c, x as ValueType),
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 5, 6, 3] }] }, ...WINDOW_CASES_2D],
});
