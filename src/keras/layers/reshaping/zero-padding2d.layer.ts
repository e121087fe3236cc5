/** ZeroPadding2D: zeros around an image. */
import { defineLayer } from '../../core/definitions';
import { zeroPadding } from './sides';

export default defineLayer({
  name: 'ZeroPadding2D',
  summary: 'Puts zeros around an image.',
  aliases: ['padding', 'pad', 'border', 'margin'],
  ...zeroPadding(2, [1, 1]),
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
