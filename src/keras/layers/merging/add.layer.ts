/** Add: the sum of all inputs. */
import { defineLayer } from '../../core/definitions';
import { MANY, mergeArithmetic, mergeProblem, orMask, total } from './merge';

export default defineLayer({
  name: 'Add',
  family: 'merging',
  summary: 'Adds the inputs value by value; the way back in of a skip connection.',
  aliases: ['sum', 'skip', 'residual', 'plus'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Add', inputs),
  call(ctx, _c, inputs) {
    orMask(ctx);
    return total(inputs);
  },
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('+', inputs, outputs),
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
