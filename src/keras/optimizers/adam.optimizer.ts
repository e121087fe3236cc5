/** Adam: momentum and per-weight step sizes; a good first choice. */
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';
import { adamSlots, adamUpdate } from './rules';

export default defineOptimizer({
  name: 'Adam',
  ids: ['adam'],
  summary: 'Momentum and per-weight step sizes; a good first choice.',
  args: optimizerArgs(0.001, {
    beta_1: arg.float(0.9, { min: 0, max: 1, doc: 'How slowly the average of gradients moves.' }),
    beta_2: arg.float(0.999, { min: 0, max: 1, doc: 'How slowly the average of squared gradients moves.' }),
    epsilon: arg.float(1e-7, { min: 0, doc: 'Keeps the division from blowing up near zero.', rare: true }),
    amsgrad: arg.bool(false, { doc: 'Divides by the largest average of squares so far.' }),
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
