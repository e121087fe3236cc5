/** Maximum: the largest of all inputs, value by value. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { foldMasked, MANY, mergeArithmetic, mergeProblem } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Maximum',
  family: 'merging',
  summary: 'Keeps the largest value at each place.',
  aliases: ['largest', 'maxout'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Maximum', inputs),
  call: (ctx, _c, inputs) => foldMasked(ctx, inputs, ops.maximum),
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('max', inputs, outputs),
  cases: MERGE_CASES,
});
