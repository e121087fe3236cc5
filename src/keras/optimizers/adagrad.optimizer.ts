/** Adagrad: steps shrink for weights that have moved a lot; suits rare features. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { epsilonArg, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';

export default defineOptimizer({
  name: 'Adagrad',
  ids: ['adagrad'],
  summary: 'Steps shrink for weights that have moved a lot; suits rare features.',
  args: optimizerArgs(0.001, {
    initial_accumulator_value: arg.float(0.1, { min: 0, doc: 'Where the sums of squared gradients start.' }),
    epsilon: epsilonArg,
  }),
  slots: (c) => [{ name: 'accumulator', value: c.initial_accumulator_value }],
  update(ctx, c, variable, gradient, slots) {
    const sum = ops.add(slots[0] as Tensor, ops.square(gradient));
    const step = ops.div(ops.mul(gradient, ctx.learningRate), ops.sqrt(ops.add(sum, c.epsilon)));
    return { variable: ops.sub(variable, step), slots: [sum] };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'start and epsilon',
      config: { learning_rate: 0.1, initial_accumulator_value: 0.5, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
