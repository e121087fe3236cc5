/** GlobalMaxPooling2D: the largest value of each channel over the whole image. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling2D',
  summary: 'Keeps the largest value of each channel over an image.',
  aliases: ['GMP', 'GlobalMaxPool2D', 'head'],
  ...globalPooling(2, ops.max),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 3, 4, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 3, 4] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 3, 4, 2] }] },
  ],
});
