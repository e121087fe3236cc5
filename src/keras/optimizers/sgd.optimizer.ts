/** SGD: plain gradient steps, optionally with momentum. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';

export default defineOptimizer({
  name: 'SGD',
  ids: ['sgd'],
  aliases: ['gradient descent', 'momentum'],
  summary: 'Plain gradient steps, optionally with momentum.',
  args: optimizerArgs(0.01, {
    momentum: arg.float(0, { min: 0, max: 1, doc: 'Share of the last step carried on.' }),
    nesterov: arg.bool(false, { doc: 'Looks ahead along the momentum.' }),
  }),
  slots: (c) => (c.momentum === 0 ? [] : [{ name: 'momentum' }]),
  update(ctx, c, variable, gradient, slots) {
    const step = ops.mul(gradient, ctx.learningRate);
    const [m0] = slots;
    if (!m0) return { variable: ops.sub(variable, step), slots: [] };
    const m = ops.sub(ops.mul(m0, c.momentum), step);
    const move = c.nesterov ? ops.sub(ops.mul(m, c.momentum), step) : m;
    return { variable: ops.add(variable, move), slots: [m] };
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
    { name: 'momentum', config: { learning_rate: 0.1, momentum: 0.9 }, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'nesterov',
      config: { learning_rate: 0.1, momentum: 0.8, nesterov: true, weight_decay: 0.05 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'momentum while accumulating',
      config: { learning_rate: 0.1, momentum: 0.8, gradient_accumulation_steps: 2 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    { name: 'one variable', config: { learning_rate: 0.1 }, inputs: [{ shape: [3, 1, 2] }, { shape: [] }] },
  ],
});
