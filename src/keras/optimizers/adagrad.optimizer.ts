/** Adagrad: steps shrink for weights that have moved a lot; suits rare features. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';

export default defineOptimizer({
  name: 'Adagrad',
  ids: ['adagrad'],
  summary: 'Steps shrink for weights that have moved a lot; suits rare features.',
  args: optimizerArgs(0.001, {
    initial_accumulator_value: arg.float(0.1, { min: 0, doc: 'Where the sums of squared gradients start.' }),
    epsilon: arg.float(1e-7, { min: 0, doc: 'Keeps the division from blowing up near zero.', rare: true }),
  }),
  slots: (c) => [{ name: 'accumulator', value: c.initial_accumulator_value }],
  update(ctx, c, variable, gradient, slots) {
    const sum = ops.add(slots[0] as Tensor, ops.square(gradient));
    const step = ops.div(ops.mul(gradient, ctx.learningRate), ops.sqrt(ops.add(sum, c.epsilon)));
    return { variable: ops.sub(variable, step), slots: [sum] };
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'rate and decay',
      config: { learning_rate: 0.05, weight_decay: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'clipped by norm',
      config: { learning_rate: 0.05, clipnorm: 0.5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 5, 0.1, 0] },
    },
    {
      name: 'clipped by value',
      config: { learning_rate: 0.05, clipvalue: 0.25 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [1, 5] },
    },
    {
      name: 'clipped together',
      config: { learning_rate: 0.05, global_clipnorm: 0.7 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 5, 0.1, 0] },
    },
    {
      name: 'averaged',
      config: { learning_rate: 0.05, use_ema: true, ema_momentum: 0.8 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'averages put in place',
      config: { learning_rate: 0.05, use_ema: true, ema_momentum: 0.6, ema_overwrite_frequency: 2 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'accumulated',
      config: { learning_rate: 0.05, gradient_accumulation_steps: 2, weight_decay: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    {
      name: 'accumulated, averaged, clipped',
      config: {
        learning_rate: 0.05,
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
      config: { learning_rate: 0.05, loss_scale_factor: 8.5 },
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
      config: { learning_rate: 0.05 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [0, 0.5] },
    },
    {
      name: 'tiny gradients',
      config: { learning_rate: 0.05 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 3, scales: [1e-7] },
    },
    {
      name: 'start and epsilon',
      config: { learning_rate: 0.1, initial_accumulator_value: 0.5, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
  ],
});
