/** GlobalMaxPooling1D: the largest value of each channel over the whole sequence. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPooling } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling1D',
  summary: 'Keeps the largest value of each channel over a sequence.',
  aliases: ['GMP', 'GlobalMaxPool1D', 'head'],
  ...globalPooling(1, ops.max),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 5, 3] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 3, 5] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 5, 3] }] },
  ],
});
