/** Cropping2D: an image without its edges. */
import { defineLayer } from '../../core/definitions';
import { cropping } from './sides';

export default defineLayer({
  name: 'Cropping2D',
  summary: 'Cuts off the edges of an image.',
  aliases: ['trim', 'cut', 'border'],
  ...cropping(2, [
    [0, 0],
    [0, 0],
  ]),
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
