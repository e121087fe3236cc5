/** Adadelta: sizes its own steps from running sizes of gradients and of steps. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { epsilonArg, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { blend } from './rules';

export default defineOptimizer({
  name: 'Adadelta',
  ids: ['adadelta'],
  summary: 'Sizes its own steps from running sizes of gradients and of steps.',
  args: optimizerArgs(0.001, {
    rho: arg.float(0.95, { min: 0, max: 1, doc: 'How slowly the averages move.' }),
    epsilon: epsilonArg,
  }),
  slots: () => [{ name: 'accumulated_grad' }, { name: 'accumulated_delta_var' }],
  update(ctx, c, variable, gradient, slots) {
    const [gradients0, steps0] = slots as [Tensor, Tensor];
    const size = (x: Tensor): Tensor => ops.sqrt(ops.add(x, c.epsilon));
    const gradients = blend(gradients0, ops.square(gradient), c.rho);
    const step = ops.neg(ops.div(ops.mul(size(steps0), gradient), size(gradients)));
    const steps = blend(steps0, ops.square(step), c.rho);
    return { variable: ops.add(variable, ops.mul(step, ctx.learningRate)), slots: [gradients, steps] };
  },
  cases: [
    ...baseCases(0.9),
    {
      name: 'rho and epsilon',
      config: { learning_rate: 1.5, rho: 0.7, epsilon: 0.001 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
