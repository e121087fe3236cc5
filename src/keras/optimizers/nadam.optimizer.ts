/** Nadam: adam that looks ahead along its momentum. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineOptimizer, type UpdateContext } from '../core/definitions';
import { momentArgs, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { moveTowards, powerOfStep } from './rules';

/** Momentum of this update (or a later one): it grows towards beta_1. */
function momentumOf(ctx: UpdateContext, beta: number, later: number): Tensor {
  return ops.mul(ops.sub(1, ops.mul(powerOfStep(0.96, ctx, later), 0.5)), beta);
}

export default defineOptimizer({
  name: 'Nadam',
  ids: ['nadam'],
  summary: 'Adam that looks ahead along its momentum.',
  args: optimizerArgs(0.001, {
    ...momentArgs,
  }),
  slots: () => [{ name: 'momentum' }, { name: 'velocity' }],
  sharedSlots: () => [{ name: 'variable', value: 1 }],
  advance: (ctx, c, [product]) => [ops.mul(product as Tensor, momentumOf(ctx, c.beta_1, 0))],
  update(ctx, c, variable, gradient, slots, shared) {
    const [m0, v0] = slots as [Tensor, Tensor];
    const [product] = shared as [Tensor];
    const [now, next] = [momentumOf(ctx, c.beta_1, 0), momentumOf(ctx, c.beta_1, 1)];
    const m = moveTowards(m0, gradient, c.beta_1);
    const v = moveTowards(v0, ops.square(gradient), c.beta_2);
    const ahead = ops.div(ops.mul(next, m), ops.sub(1, ops.mul(product, next)));
    const here = ops.div(ops.mul(ops.sub(1, now), gradient), ops.sub(1, product));
    const size = ops.add(ops.sqrt(ops.div(v, ops.sub(1, powerOfStep(c.beta_2, ctx)))), c.epsilon);
    return {
      variable: ops.sub(variable, ops.div(ops.mul(ops.add(ahead, here), ctx.learningRate), size)),
      slots: [m, v],
    };
  },
  cases: [
    ...baseCases(0.02),
    {
      name: 'betas and epsilon',
      config: { learning_rate: 0.1, beta_1: 0.7, beta_2: 0.9, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
