/** Average: the mean of all inputs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { MANY, mergeArithmetic, mergeProblem, orMask, total } from './merge';

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
