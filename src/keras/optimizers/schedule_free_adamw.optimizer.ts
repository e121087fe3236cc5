/** ScheduleFreeAdamW: averages the weights while it trains, so that no schedule has to be chosen. */
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { moveTowards, powerOfStep } from './rules';

export default defineOptimizer({
  name: 'ScheduleFreeAdamW',
  ids: ['schedulefreeadamw'],
  aliases: ['schedule free adam'],
  summary: 'Averages the weights while it trains, so that no schedule has to be chosen.',
  args: optimizerArgs(0.0025, {
    beta_1: arg.float(0.9, {
      min: 0,
      max: 1,
      doc: 'Where between the moving weights (0) and their average (1) gradients are taken.',
    }),
    beta_2: arg.float(0.999, { min: 0, max: 1, doc: 'How slowly the average of squared gradients moves.' }),
    epsilon: arg.float(1e-8, { min: 0, doc: 'Keeps the division from blowing up near zero.', rare: true }),
    warmup_steps: arg.int(0, { min: 0, doc: 'Steps over which the learning rate grows from 0.' }),
  }),
  slots: () => [{ name: 'momentum', value: 'variable' }, { name: 'velocity' }],
  update(ctx, c, variable, gradient, slots) {
    const [moving0, velocity0] = slots as [Tensor, Tensor];
    const step = ops.add(ctx.iteration, 1);
    const warm = c.warmup_steps > 0 ? ops.minimum(ops.div(step, c.warmup_steps), 1) : 1;
    const rate = ops.mul(ctx.learningRate, warm);
    const velocity = moveTowards(velocity0, ops.square(gradient), c.beta_2);
    const size = ops.add(ops.sqrt(ops.div(velocity, ops.sub(1, powerOfStep(c.beta_2, ctx)))), c.epsilon);
    const moving = ops.sub(moving0, ops.div(ops.mul(rate, gradient), size));
    // The weights lie between the moving ones and their average, from which the average is found again.
    const average0 = ops.div(ops.sub(variable, ops.mul(moving0, 1 - c.beta_1)), c.beta_1);
    const share = ops.div(1, step);
    const average = ops.add(ops.mul(ops.sub(1, share), average0), ops.mul(share, moving));
    return {
      variable: ops.add(ops.mul(moving, 1 - c.beta_1), ops.mul(average, c.beta_1)),
      slots: [moving, velocity],
    };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'betas and epsilon',
      config: { learning_rate: 0.1, beta_1: 0.6, beta_2: 0.9, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 6 },
    },
    {
      name: 'warm-up',
      config: { learning_rate: 0.2, warmup_steps: 3, weight_decay: 0.05 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
  ],
});
