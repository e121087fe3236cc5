/** Cropping1D: a sequence without its edges. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { cropProblem, cropSides, sidesArithmetic, sidesWords } from './sides';

const pairOf = (v: number | readonly number[]): [number, number] => perAxis(v, 2) as [number, number];

export default defineLayer({
  name: 'Cropping1D',
  family: 'reshaping',
  summary: 'Cuts off the edges of a sequence.',
  aliases: ['trim', 'cut', 'border'],
  inputs: { rank: 3, dtype: 'any' },
  args: {
    cropping: arg.tuple(2, [1, 1], { min: 0, doc: 'Steps taken away before and after; one number for both.' }),
  },
  card: (c) => [sidesWords([pairOf(c.cropping)])],
  check: (c, [x]) => cropProblem(x as ValueType, null, [pairOf(c.cropping)]),
  call: (_ctx, c, [x]) => cropSides(x as Tensor, null, [pairOf(c.cropping)]),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, null, [pairOf(c.cropping)], '−'),
  cases: [
    { name: 'one each', config: {}, inputs: [{ shape: [2, 4, 2] }] },
    { name: 'only before', config: { cropping: [2, 0] }, inputs: [{ shape: [2, 3, 2] }] },
    { name: 'one number', config: { cropping: 2 }, inputs: [{ shape: [2, 6, 1] }] },
  ],
});
