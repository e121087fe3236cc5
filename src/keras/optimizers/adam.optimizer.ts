/** Adam: momentum and per-weight step sizes; a good first choice. */
import { defineOptimizer } from '../core/definitions';
import { amsgradArg, momentArgs, optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { adamSlots, adamUpdate } from './rules';

export default defineOptimizer({
  name: 'Adam',
  ids: ['adam'],
  summary: 'Momentum and per-weight step sizes; a good first choice.',
  args: optimizerArgs(0.001, {
    ...momentArgs,
    amsgrad: amsgradArg,
  }),
  slots: adamSlots,
  update: adamUpdate,
  cases: [
    ...baseCases(0.05),
    {
      name: 'betas and epsilon',
      config: { learning_rate: 0.1, beta_1: 0.7, beta_2: 0.9, epsilon: 0.01 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'amsgrad',
      config: { learning_rate: 0.1, beta_2: 0.5, amsgrad: true },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5, scales: [1, 3, 0.1] },
    },
  ],
});
