/** Example cases of what every optimizer takes beside its own arguments; see base-args. */
import type { ExampleCase } from '../core/example-case';

const inputs = [{ shape: [2, 3] }, { shape: [4] }];

/** @param rate a learning rate at which the rule moves visibly but stays well conditioned */
export const baseCases = (rate: number): readonly ExampleCase[] => [
  { name: 'default', config: {}, inputs },
  {
    name: 'rate and decay',
    config: { learning_rate: rate, weight_decay: 0.1 },
    inputs,
  },
  {
    name: 'clipped by norm',
    config: { learning_rate: rate, clipnorm: 0.5 },
    inputs,
    extra: { steps: 4, scales: [1, 5, 0.1, 0] },
  },
  {
    name: 'clipped by value',
    config: { learning_rate: rate, clipvalue: 0.25 },
    inputs,
    extra: { steps: 3, scales: [1, 5] },
  },
  {
    name: 'clipped together',
    config: { learning_rate: rate, global_clipnorm: 0.7 },
    inputs,
    extra: { steps: 4, scales: [1, 5, 0.1, 0] },
  },
  {
    name: 'averaged',
    config: { learning_rate: rate, use_ema: true, ema_momentum: 0.8 },
    inputs,
  },
  {
    name: 'averages put in place',
    config: { learning_rate: rate, use_ema: true, ema_momentum: 0.6, ema_overwrite_frequency: 2 },
    inputs,
    extra: { steps: 5 },
  },
  {
    name: 'accumulated',
    config: { learning_rate: rate, gradient_accumulation_steps: 2, weight_decay: 0.1 },
    inputs,
    extra: { steps: 5 },
  },
  {
    name: 'accumulated, averaged, clipped',
    config: {
      learning_rate: rate,
      gradient_accumulation_steps: 3,
      use_ema: true,
      ema_momentum: 0.7,
      ema_overwrite_frequency: 2,
      clipnorm: 0.5,
    },
    inputs,
    extra: { steps: 8 },
  },
  {
    name: 'scaled loss',
    config: { learning_rate: rate, loss_scale_factor: 8.5 },
    inputs,
  },
  {
    name: 'schedule',
    config: {
      learning_rate: {
        className: 'ExponentialDecay',
        config: { initial_learning_rate: 0.1, decay_steps: 2, decay_rate: 0.5 },
      },
    },
    inputs,
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
    inputs,
    extra: { steps: 5 },
  },
  {
    name: 'zero gradients',
    config: { learning_rate: rate },
    inputs,
    extra: { steps: 3, scales: [0, 0.5] },
  },
  {
    name: 'tiny gradients',
    config: { learning_rate: rate },
    inputs,
    extra: { steps: 3, scales: [1e-7] },
  },
];
