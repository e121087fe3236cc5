/** GlobalAveragePooling3D: the mean of each channel over the whole volume. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling } from './pool-geometry';

export default defineLayer({
  name: 'GlobalAveragePooling3D',
  summary: 'Averages a volume into one value per channel.',
  aliases: ['GAP', 'GlobalAvgPool3D', 'head'],
  ...globalPooling(3, ops.mean),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 2, 3, 2, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 2, 3, 2] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 2, 2, 2, 2] }] },
  ],
});
