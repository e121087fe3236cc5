/** Average: the mean of all inputs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { MANY, mergeArithmetic, mergeProblem, orMask, total } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Average',
  family: 'merging',
  summary: 'Averages the inputs value by value.',
  aliases: ['mean', 'ensemble'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Average', inputs),
  call(ctx, _c, inputs) {
    orMask(ctx);
    return ops.div(total(inputs), inputs.length);
  },
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('+', inputs, outputs),
  cases: MERGE_CASES,
});
