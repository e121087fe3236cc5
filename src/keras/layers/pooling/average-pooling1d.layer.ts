/** AveragePooling1D: the mean of each window of a sequence. */
import { defineLayer } from '../../core/definitions';
import { averagePool, pooling } from './pool-geometry';
import { WINDOW_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'AveragePooling1D',
  summary: 'Averages the values of each window of a sequence, which makes it shorter.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool1D', 'moving average'],
  ...pooling(1, undefined, averagePool),
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 7, 3] }] }, ...WINDOW_CASES_1D],
});
