/** SpatialDropout2D: whole channels of an image become zero while training. */
import { defineLayer } from '../../core/definitions';
import { spatialDropout } from './spatial';

export default defineLayer({
  name: 'SpatialDropout2D',
  summary: 'While training, sets whole channels of an image to zero, since neighbours tell the same story.',
  aliases: ['overfitting', 'drop channels', 'feature maps'],
  ...spatialDropout(2),
  cases: [
    { name: 'training', config: { rate: 0.4, seed: 7 }, inputs: [{ shape: [2, 2, 3, 4] }], training: true },
    { name: 'inference', config: { rate: 0.4 }, inputs: [{ shape: [2, 2, 3, 4] }] },
    {
      name: 'channels first',
      config: { rate: 0.5, seed: 12, data_format: 'channels_first' },
      inputs: [{ shape: [2, 5, 2, 2] }],
      training: true,
    },
    { name: 'nothing', config: { rate: 0 }, inputs: [{ shape: [2, 2, 3, 4] }], training: true },
  ],
});
