/** Lion: steps of one size, in the direction of a blend of gradient and momentum. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { blend } from './rules';

export default defineOptimizer({
  name: 'Lion',
  ids: ['lion'],
  summary: 'Steps of one size, in the direction of a blend of gradient and momentum.',
  args: optimizerArgs(0.001, {
    beta_1: arg.float(0.9, { min: 1e-7, max: 1, doc: 'Share of the momentum in the direction.' }),
    beta_2: arg.float(0.99, { min: 0, max: 1, doc: 'How slowly the momentum moves.' }),
  }),
  slots: () => [{ name: 'momentum' }],
  update(ctx, c, variable, gradient, slots) {
    const m = slots[0] as Tensor;
    const direction = ops.sign(blend(m, gradient, c.beta_1));
    return { variable: ops.sub(variable, ops.mul(direction, ctx.learningRate)), slots: [blend(m, gradient, c.beta_2)] };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'betas',
      config: { learning_rate: 0.1, beta_1: 0.6, beta_2: 0.7 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
