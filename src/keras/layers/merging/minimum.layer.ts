/** Minimum: the smallest of all inputs, value by value. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { foldMasked, MANY, mergeArithmetic, mergeProblem } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Minimum',
  family: 'merging',
  summary: 'Keeps the smallest value at each place.',
  aliases: ['smallest'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Minimum', inputs),
  call: (ctx, _c, inputs) => foldMasked(ctx, inputs, ops.minimum),
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('min', inputs, outputs),
  cases: MERGE_CASES,
});
