/** Adamax: adam measured by the largest gradient instead of the mean square. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineOptimizer } from '../core/definitions';
import { momentArgs, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { moveTowards, powerOfStep } from './rules';

export default defineOptimizer({
  name: 'Adamax',
  ids: ['adamax'],
  summary: 'Adam measured by the largest gradient instead of the mean square.',
  args: optimizerArgs(0.001, {
    ...momentArgs,
  }),
  slots: () => [{ name: 'momentum' }, { name: 'norm' }],
  update(ctx, c, variable, gradient, slots) {
    const [m0, norm0] = slots as [Tensor, Tensor];
    const m = moveTowards(m0, gradient, c.beta_1);
    const norm = ops.maximum(ops.mul(norm0, c.beta_2), ops.abs(gradient));
    const correction = ops.sub(1, powerOfStep(c.beta_1, ctx));
    const step = ops.div(ops.mul(m, ctx.learningRate), ops.mul(correction, ops.add(norm, c.epsilon)));
    return { variable: ops.sub(variable, step), slots: [m, norm] };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'betas and epsilon',
      config: { learning_rate: 0.1, beta_1: 0.7, beta_2: 0.9, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
