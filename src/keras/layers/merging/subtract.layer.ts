/** Subtract: the first input less the second. */

import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { aligned, mergeArithmetic, mergeProblem, orMask } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Subtract',
  family: 'merging',
  summary: 'Subtracts the second input from the first, value by value.',
  aliases: ['minus', 'difference'],
  inputs: { count: 2 },
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Subtract', inputs),
  call(ctx, _c, inputs) {
    orMask(ctx);
    const [a, b] = aligned(inputs) as [Tensor, Tensor];
    return ops.sub(a, b);
  },
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('−', inputs, outputs),
  cases: MERGE_CASES.filter(({ inputs }) => inputs.length === 2),
});
