/** MaxPooling2D: the largest value of each window of an image. */
import { defineLayer } from '../../core/definitions';
import { maxPool, pooling } from './pool-geometry';
import { WINDOW_CASES_2D } from './pooling-cases';

export default defineLayer({
  name: 'MaxPooling2D',
  summary: 'Keeps the largest value of each window of an image, which makes it smaller.',
  aliases: ['downsample', 'subsample', 'shrink', 'MaxPool2D'],
  ...pooling(2, [2, 2], maxPool),
  cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 5, 6, 3] }] }, ...WINDOW_CASES_2D],
});
