/** AdaptiveAveragePooling1D: the mean of as many windows as the output needs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptivePooling } from './adaptive';
import { ADAPTIVE_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'AdaptiveAveragePooling1D',
  summary: 'Averages a sequence in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  ...adaptivePooling(1, ops.mean),
  cases: ADAPTIVE_CASES_1D,
});
