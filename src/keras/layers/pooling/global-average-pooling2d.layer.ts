/** GlobalAveragePooling2D: the mean of each channel over the whole image. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling } from './pool-geometry';

export default defineLayer({
  name: 'GlobalAveragePooling2D',
  summary: 'Averages an image into one value per channel.',
  aliases: ['GAP', 'GlobalAvgPool2D', 'head'],
  ...globalPooling(2, ops.mean),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 3, 4, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 3, 4] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 3, 4, 2] }] },
  ],
});
