/** AdaptiveMaxPooling1D: the largest value of as many windows as the output needs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptivePooling } from './adaptive';
import { ADAPTIVE_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'AdaptiveMaxPooling1D',
  summary: 'Keeps the largest values of a sequence in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  ...adaptivePooling(1, ops.max),
  cases: ADAPTIVE_CASES_1D,
});
