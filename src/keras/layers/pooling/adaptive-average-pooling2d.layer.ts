/** AdaptiveAveragePooling2D: the mean of as many windows as the output needs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptivePooling } from './adaptive';
import { ADAPTIVE_CASES_2D } from './pooling-cases';

export default defineLayer({
  name: 'AdaptiveAveragePooling2D',
  summary: 'Averages an image in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  ...adaptivePooling(2, ops.mean),
  cases: ADAPTIVE_CASES_2D,
});
