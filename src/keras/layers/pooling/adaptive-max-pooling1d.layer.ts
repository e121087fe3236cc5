/** AdaptiveMaxPooling1D: the largest value of as many windows as the output needs. */
import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { adaptiveArgs, adaptiveArithmetic, adaptiveCard, adaptiveMaxPool, adaptiveProblem } from './adaptive';
import { ADAPTIVE_CASES_1D } from './pooling-cases';

export default defineLayer({
  name: 'AdaptiveMaxPooling1D',
  family: 'pooling',
  summary: 'Keeps the largest values of a sequence in windows chosen so that the output has the size asked for.',
  aliases: ['adaptive', 'fixed size', 'any input size'],
  inputs: { rank: 3 },
  args: adaptiveArgs(1),
  card: (c) => adaptiveCard(c, 1),
  check: (c, [x]) => adaptiveProblem(c, x as ValueType),
  call: (_ctx, c, [x]) => adaptiveMaxPool(c, x as Tensor),
  arithmetic: (c, [x]) => adaptiveArithmetic(c, x as ValueType),
  cases: ADAPTIVE_CASES_1D,
});
