/** RMSprop: divides steps by a running size of the gradient; steady with recurrent networks. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { epsilonArg, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { blend } from './rules';

export default defineOptimizer({
  name: 'RMSprop',
  ids: ['rmsprop'],
  summary: 'Divides steps by a running size of the gradient; steady with recurrent networks.',
  args: optimizerArgs(0.001, {
    rho: arg.float(0.9, { min: 0, max: 1, doc: 'How slowly the average of squared gradients moves.' }),
    momentum: arg.float(0, { min: 0, max: 1, doc: 'Share of the last step carried on.' }),
    epsilon: epsilonArg,
    centered: arg.bool(false, { doc: 'Divides by the spread of the gradient rather than its size.' }),
  }),
  slots: (c) => [
    { name: 'velocity' },
    ...(c.momentum > 0 ? [{ name: 'momentum', group: 1 }] : []),
    ...(c.centered ? [{ name: 'average_gradient', group: 2 }] : []),
  ],
  update(ctx, c, variable, gradient, slots) {
    const [velocity0, ...rest] = slots as [Tensor, ...Tensor[]];
    const momentum0 = c.momentum > 0 ? rest.shift() : undefined;
    const average0 = rest.shift();
    const velocity = blend(velocity0, ops.square(gradient), c.rho);
    const average = average0 && blend(average0, gradient, c.rho);
    const spread = average ? ops.sub(velocity, ops.square(average)) : velocity;
    const step = ops.div(ops.mul(gradient, ctx.learningRate), ops.sqrt(ops.add(spread, c.epsilon)));
    const momentum = momentum0 && ops.add(ops.mul(momentum0, c.momentum), step);
    return {
      variable: ops.sub(variable, momentum ?? step),
      slots: [velocity, ...(momentum ? [momentum] : []), ...(average ? [average] : [])],
    };
  },
  cases: [
    ...baseCases(0.01),
    {
      name: 'momentum',
      config: { rho: 0.8, momentum: 0.7, epsilon: 1e-5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'centered',
      config: { centered: true },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 0] },
    },
    {
      name: 'momentum, centered',
      config: { learning_rate: 0.01, centered: true, momentum: 0.5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
