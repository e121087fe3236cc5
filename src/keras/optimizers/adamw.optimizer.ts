/** AdamW: adam with weight decay kept out of the averages. */
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { amsgradArg, momentArgs, optimizerArgs } from './base-args';
import { adamSlots, adamUpdate } from './rules';

export default defineOptimizer({
  name: 'AdamW',
  ids: ['adamw'],
  summary: 'Adam with weight decay kept out of the averages.',
  args: optimizerArgs(0.001, {
    weight_decay: arg.float(0.004, {
      min: 0,
      doc: 'Fraction of each weight taken away per step, times the learning rate.',
    }),
    ...momentArgs,
    amsgrad: amsgradArg,
  }),
  slots: adamSlots,
  update: adamUpdate,
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'decay, betas, epsilon',
      config: { learning_rate: 0.1, weight_decay: 0.3, beta_1: 0.7, beta_2: 0.9, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'amsgrad',
      config: { learning_rate: 0.1, beta_2: 0.5, amsgrad: true },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5, scales: [1, 3, 0.1] },
    },
    {
      name: 'accumulated and averaged',
      config: { learning_rate: 0.1, gradient_accumulation_steps: 2, use_ema: true },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5 },
    },
    { name: 'clipped', config: { learning_rate: 0.1, clipvalue: 0.1 }, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
  ],
});
