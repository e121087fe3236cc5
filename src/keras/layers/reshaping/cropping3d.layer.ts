/** Cropping3D: a volume without its edges. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perSide } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { cropProblem, cropSides, sidesArithmetic, sidesWords } from './sides';

export default defineLayer({
  name: 'Cropping3D',
  family: 'reshaping',
  summary: 'Cuts off the edges of a volume.',
  aliases: ['trim', 'cut', 'border'],
  inputs: { rank: 5, dtype: 'any' },
  args: {
    cropping: arg.pairs(
      3,
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      { doc: 'What is cut off: one number, one per axis, or a pair per axis.' },
    ),
    data_format: dataFormatArg,
  },
  card: (c) => [sidesWords(perSide(c.cropping, 3))],
  check: (c, [x]) => cropProblem(x as ValueType, c.data_format, perSide(c.cropping, 3)),
  call: (_ctx, c, [x]) => cropSides(x as Tensor, c.data_format, perSide(c.cropping, 3)),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.cropping, 3), '−'),
  cases: [
    { name: 'one each', config: {}, inputs: [{ shape: [1, 3, 4, 3, 2] }] },
    { name: 'one per axis', config: { cropping: [0, 1, 0] }, inputs: [{ shape: [1, 2, 3, 2, 1] }] },
    {
      name: 'six sides, channels first',
      config: {
        cropping: [
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        data_format: 'channels_first',
      },
      inputs: [{ shape: [1, 2, 2, 3, 4] }],
    },
  ],
});
