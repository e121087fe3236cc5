/** GlobalMaxPooling3D: the largest value of each channel over the whole volume. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling3D',
  summary: 'Keeps the largest value of each channel over a volume.',
  aliases: ['GMP', 'GlobalMaxPool3D', 'head'],
  ...globalPooling(3, ops.max),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 2, 3, 2, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 2, 3, 2] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 2, 2, 2, 2] }] },
  ],
});
