/** Lamb: Adam with each variable's step scaled to the size of its weights; for very large batches. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineOptimizer } from '../core/definitions';
import { momentArgs, optimizerArgs } from './base-args';
import { moveTowards, powerOfStep } from './rules';

const norm = (x: Tensor): Tensor => ops.sqrt(ops.sum(ops.square(x)));

export default defineOptimizer({
  name: 'Lamb',
  aliases: ['large batch'],
  summary: 'Adam with steps scaled to the size of each weight tensor; for very large batches.',
  args: optimizerArgs(0.001, {
    ...momentArgs,
  }),
  slots: () => [{ name: 'momentum' }, { name: 'velocity' }],
  update(ctx, c, variable, gradient, slots) {
    const [m0, v0] = slots as [Tensor, Tensor];
    const m = moveTowards(m0, gradient, c.beta_1);
    const v = moveTowards(v0, ops.square(gradient), c.beta_2);
    const mean = ops.div(m, ops.sub(1, powerOfStep(c.beta_1, ctx)));
    const size = ops.add(ops.sqrt(ops.div(v, ops.sub(1, powerOfStep(c.beta_2, ctx)))), c.epsilon);
    const step = ops.div(mean, size);
    const [weights, length] = [norm(variable), norm(step)];
    const known = ops.and(ops.gt(weights, 0), ops.gt(length, 0));
    const ratio = ops.where(known, ops.div(weights, ops.where(known, length, 1)), 1);
    return { variable: ops.sub(variable, ops.mul(step, ops.mul(ratio, ctx.learningRate))), slots: [m, v] };
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'betas, epsilon, decay',
      config: { learning_rate: 0.1, beta_1: 0.7, beta_2: 0.9, epsilon: 0.01, weight_decay: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'zero weights and gradients',
      config: { learning_rate: 0.1 },
      inputs: [{ shape: [2, 2], values: [0, 0, 0, 0] }, { shape: [3] }],
      extra: { steps: 3, scales: [0, 1] },
    },
    {
      name: 'accumulated and averaged',
      config: { learning_rate: 0.1, gradient_accumulation_steps: 2, use_ema: true },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
  ],
});
