/** Adadelta: sizes its own steps from running sizes of gradients and of steps. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { blend } from './rules';

export default defineOptimizer({
  name: 'Adadelta',
  ids: ['adadelta'],
  summary: 'Sizes its own steps from running sizes of gradients and of steps.',
  args: optimizerArgs(0.001, {
    rho: arg.float(0.95, { min: 0, max: 1, doc: 'How slowly the averages move.' }),
    epsilon: arg.float(1e-7, { min: 0, doc: 'Keeps the division from blowing up near zero.', rare: true }),
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
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'rate and decay',
      config: { learning_rate: 0.9, weight_decay: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'clipped by norm',
      config: { learning_rate: 0.9, clipnorm: 0.5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 5, 0.1, 0] },
    },
    {
      name: 'clipped by value',
      config: { learning_rate: 0.9, clipvalue: 0.25 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [1, 5] },
    },
    {
      name: 'clipped together',
      config: { learning_rate: 0.9, global_clipnorm: 0.7 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 5, 0.1, 0] },
    },
    {
      name: 'averaged',
      config: { learning_rate: 0.9, use_ema: true, ema_momentum: 0.8 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'averages put in place',
      config: { learning_rate: 0.9, use_ema: true, ema_momentum: 0.6, ema_overwrite_frequency: 2 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'accumulated',
      config: { learning_rate: 0.9, gradient_accumulation_steps: 2, weight_decay: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'accumulated, averaged, clipped',
      config: {
        learning_rate: 0.9,
        gradient_accumulation_steps: 3,
        use_ema: true,
        ema_momentum: 0.7,
        ema_overwrite_frequency: 2,
        clipnorm: 0.5,
      },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 8 },
    },
    {
      name: 'scaled loss',
      config: { learning_rate: 0.9, loss_scale_factor: 8.5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'schedule',
      config: {
        learning_rate: {
          className: 'ExponentialDecay',
          config: { initial_learning_rate: 0.1, decay_steps: 2, decay_rate: 0.5 },
        },
      },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'schedule while accumulating',
      config: {
        learning_rate: {
          className: 'ExponentialDecay',
          config: { initial_learning_rate: 0.1, decay_steps: 2, decay_rate: 0.5 },
        },
        gradient_accumulation_steps: 2,
      },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'zero gradients',
      config: { learning_rate: 0.9 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [0, 0.5] },
    },
    {
      name: 'tiny gradients',
      config: { learning_rate: 0.9 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [1e-7] },
    },
    {
      name: 'rho and epsilon',
      config: { learning_rate: 1.5, rho: 0.7, epsilon: 0.001 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
