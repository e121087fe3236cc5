/** ZeroPadding1D: zeros around a sequence. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { padSides, sidesArithmetic, sidesWords } from './sides';

const pairOf = (v: number | readonly number[]): [number, number] => perAxis(v, 2) as [number, number];

export default defineLayer({
  name: 'ZeroPadding1D',
  family: 'reshaping',
  summary: 'Puts zeros around a sequence.',
  aliases: ['padding', 'pad', 'border', 'margin'],
  inputs: { rank: 3, dtype: 'any' },
  args: {
    padding: arg.tuple(2, 1, { min: 0, doc: 'Zero steps before and after; one number for both.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [sidesWords([pairOf(c.padding)])],
  call: (_ctx, c, [x]) => padSides(x as Tensor, c.data_format, [pairOf(c.padding)]),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, [pairOf(c.padding)], '+'),
  cases: [
    { name: 'one each', config: {}, inputs: [{ shape: [2, 3, 2] }] },
    { name: 'more before', config: { padding: [3, 1] }, inputs: [{ shape: [2, 2, 2] }] },
    {
      name: 'channels first',
      config: { padding: [0, 2], data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 3] }],
    },
  ],
});
