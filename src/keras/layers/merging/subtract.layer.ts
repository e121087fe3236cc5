/** Subtract: the first input less the second. */

import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { aligned, mergeArithmetic, mergeProblem, orMask } from './merge';

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
  cases: [
    { name: 'two inputs', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }] },
    { name: 'sizes of 1 are repeated', config: {}, inputs: [{ shape: [2, 3, 1, 2] }, { shape: [2, 1, 4, 2] }] },
    { name: 'fewer axes', config: {}, inputs: [{ shape: [2, 4] }, { shape: [2, 3, 4] }] },
    {
      name: 'both masked',
      config: {},
      inputs: [
        { shape: [2, 5, 3], mask: [2, 5] },
        { shape: [2, 5, 3], mask: [2, 5] },
      ],
    },
    { name: 'one masked', config: {}, inputs: [{ shape: [2, 5, 3] }, { shape: [2, 5, 3], mask: [2, 5] }] },
  ],
});
