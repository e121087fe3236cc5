/** Cropping3D: a volume without its edges. */
import { defineLayer } from '../../core/definitions';
import { cropping } from './sides';

export default defineLayer({
  name: 'Cropping3D',
  summary: 'Cuts off the edges of a volume.',
  aliases: ['trim', 'cut', 'border'],
  ...cropping(3, [
    [1, 1],
    [1, 1],
    [1, 1],
  ]),
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
