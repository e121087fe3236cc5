/** AveragePooling3D: the mean of each window of a volume. */
import { defineLayer } from '../../core/definitions';
import { averagePool, pooling } from './pool-geometry';
import { WINDOW_CASES_3D } from './pooling-cases';

export default defineLayer({
  name: 'AveragePooling3D',
  summary: 'Averages the values of each window of a volume, which makes it smaller.',
  aliases: ['downsample', 'mean', 'shrink', 'AvgPool3D'],
  ...pooling(3, undefined, averagePool),
  cases: [{ name: 'plain', config: { pool_size: 2 }, inputs: [{ shape: [1, 3, 4, 2, 2] }] }, ...WINDOW_CASES_3D],
});
