/** SGD: plain gradient steps, optionally with momentum. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';

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
    ...baseCases(0.05),
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
