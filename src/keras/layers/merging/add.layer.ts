/** Add: the sum of all inputs. */
import { defineLayer } from '../../core/definitions';
import { MANY, mergeArithmetic, mergeProblem, orMask, total } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Add',
  family: 'merging',
  summary: 'Adds the inputs value by value; the way back in of a skip connection.',
  aliases: ['sum', 'skip', 'residual', 'plus', 'resnet'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Add', inputs),
  call(ctx, _c, inputs) {
    orMask(ctx);
    return total(inputs);
  },
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('+', inputs, outputs),
  cases: MERGE_CASES,
});
