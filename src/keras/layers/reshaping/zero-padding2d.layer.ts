/** ZeroPadding2D: zeros around an image. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perSide } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { padSides, sidesArithmetic, sidesWords } from './sides';

export default defineLayer({
  name: 'ZeroPadding2D',
  family: 'reshaping',
  summary: 'Puts zeros around an image.',
  aliases: ['padding', 'pad', 'border', 'margin'],
  inputs: { rank: 4, dtype: 'any' },
  args: {
    padding: arg.pairs(2, [1, 1], { doc: 'Zeros around: one number, one per axis, or a pair per axis.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [sidesWords(perSide(c.padding, 2))],
  call: (_ctx, c, [x]) => padSides(x as Tensor, c.data_format, perSide(c.padding, 2)),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.padding, 2), '+'),
  cases: [
    { name: 'one each', config: {}, inputs: [{ shape: [1, 2, 3, 2] }] },
    { name: 'one number', config: { padding: 2 }, inputs: [{ shape: [1, 2, 2, 1] }] },
    {
      name: 'four sides, channels first',
      config: {
        padding: [
          [0, 1],
          [2, 3],
        ],
        data_format: 'channels_first',
      },
      inputs: [{ shape: [1, 2, 3, 2] }],
    },
  ],
});
