/** Maximum: the largest of all inputs, value by value. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { foldMasked, MANY, mergeArithmetic, mergeProblem } from './merge';

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
  cases: [
    { name: 'two inputs', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }] },
    { name: 'three inputs', config: {}, inputs: [{ shape: [2, 3] }, { shape: [2, 3] }, { shape: [2, 3] }] },
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
