/** AveragePooling2D: the mean of each window of an image. */
import { defineLayer } from '../../core/definitions';
import { averagePool, pooling } from './pool-geometry';
import { WINDOW_CASES_2D } from './pooling-cases';

export default defineLayer({
  name: 'AveragePooling2D',
  summary: 'Averages the values of each window of an image, which makes it smaller.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool2D'],
  ...pooling(2, undefined, averagePool),
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [2, 5, 6, 3] }] }, ...WINDOW_CASES_2D],
});
