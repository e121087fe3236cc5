/** MaxPooling1D: the largest value of each window of a sequence. */
import { defineLayer } from '../../core/definitions';
import { maxPool, pooling } from './pool-geometry';
import { WINDOW_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'MaxPooling1D',
  summary: 'Keeps the largest value of each window of a sequence, which makes it shorter.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool1D'],
  ...pooling(1, 2, maxPool),
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 7, 3] }] }, ...WINDOW_CASES_1D],
});
