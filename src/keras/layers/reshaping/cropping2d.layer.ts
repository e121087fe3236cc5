/** Cropping2D: an image without its edges. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perSide } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { cropProblem, cropSides, sidesArithmetic, sidesWords } from './sides';

export default defineLayer({
  name: 'Cropping2D',
  family: 'reshaping',
  summary: 'Cuts off the edges of an image.',
  aliases: ['trim', 'cut', 'border'],
  inputs: { rank: 4, dtype: 'any' },
  args: {
    cropping: arg.pairs(
      2,
      [
        [0, 0],
        [0, 0],
      ],
      { doc: 'What is cut off: one number, one per axis, or a pair per axis.' },
    ),
    data_format: dataFormatArg,
  },
  card: (c) => [sidesWords(perSide(c.cropping, 2))],
  check: (c, [x]) => cropProblem(x as ValueType, c.data_format, perSide(c.cropping, 2)),
  call: (_ctx, c, [x]) => cropSides(x as Tensor, c.data_format, perSide(c.cropping, 2)),
  arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.cropping, 2), '−'),
  cases: [
    { name: 'nothing', config: {}, inputs: [{ shape: [1, 2, 3, 2] }] },
    { name: 'one number', config: { cropping: 1 }, inputs: [{ shape: [1, 4, 3, 1] }] },
    { name: 'one per axis', config: { cropping: [0, 2] }, inputs: [{ shape: [1, 2, 6, 1] }] },
    {
      name: 'four sides, channels first',
      config: {
        cropping: [
          [0, 1],
          [2, 1],
        ],
        data_format: 'channels_first',
      },
      inputs: [{ shape: [1, 2, 3, 5] }],
    },
  ],
});
