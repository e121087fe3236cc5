/** ZeroPadding3D: zeros around a volume. */
import { defineLayer } from '../../core/definitions';
import { zeroPadding } from './sides';

export default defineLayer({
  name: 'ZeroPadding3D',
  summary: 'Puts zeros around a volume.',
  aliases: ['padding', 'pad', 'border', 'margin'],
  ...zeroPadding(3, [
    [1, 1],
    [1, 1],
    [1, 1],
  ]),
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
