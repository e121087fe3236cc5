/** MaxPooling3D: the largest value of each window of a volume. */
import { defineLayer } from '../../core/definitions';
import { maxPool, pooling } from './pool-geometry';
import { WINDOW_CASES_3D } from './pooling-cases';

export default defineLayer({
  name: 'MaxPooling3D',
  summary: 'Keeps the largest value of each window of a volume, which makes it smaller.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool3D'],
  ...pooling(3, [2, 2, 2], maxPool),
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [1, 3, 4, 2, 2] }] }, ...WINDOW_CASES_3D],
});
