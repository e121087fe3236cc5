/** ZeroPadding3D: zeros around a volume. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perSide } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { padSides, sidesArithmetic, sidesWords } from './sides';

export default defineLayer({
  name: 'ZeroPadding3D',
  family: 'reshaping',
  summary: 'Puts zeros around a volume.',
  aliases: ['padding', 'pad', 'border', 'margin'],
  inputs: { rank: 5, dtype: 'any' },
  args: {
    padding: arg.pairs(
      3,
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      { doc: 'Zeros around: one number, one per axis, or a pair per axis.' },
    ),
    data_format: dataFormatArg,
  },
  card: (c) => [sidesWords(perSide(c.padding, 3))],
  call: (_ctx, c, [x]) => padSides(x as Tensor, c.data_format, perSide(c.padding, 3)),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.padding, 3), '+'),
  cases: [
    { name: 'one each', config: {}, inputs: [{ shape: [1, 1, 2, 1, 2] }] },
    { name: 'one per axis', config: { padding: [0, 1, 2] }, inputs: [{ shape: [1, 2, 1, 2, 1] }] },
    {
      name: 'six sides, channels first',
      config: {
        padding: [
          [0, 1],
          [1, 0],
          [2, 1],
        ],
        data_format: 'channels_first',
      },
      inputs: [{ shape: [1, 2, 1, 2, 1] }],
    },
  ],
});
