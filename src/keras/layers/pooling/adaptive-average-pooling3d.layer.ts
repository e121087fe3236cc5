/** AdaptiveAveragePooling3D: the mean of as many windows as the output needs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptivePooling } from './adaptive';
import { ADAPTIVE_CASES_3D } from './pooling-cases';

export default defineLayer({
  name: 'AdaptiveAveragePooling3D',
  summary: 'Averages a volume in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  ...adaptivePooling(3, ops.mean),
  cases: ADAPTIVE_CASES_3D,
});
