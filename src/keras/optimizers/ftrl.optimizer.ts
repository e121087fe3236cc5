/** Ftrl: follow the regularized leader; keeps sparse weights at exactly zero with an L1 penalty. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';

export default defineOptimizer({
  name: 'Ftrl',
  aliases: ['sparse', 'click-through'],
  summary: 'For large sparse linear models: penalties inside the update keep weights at zero.',
  args: optimizerArgs(0.001, {
    learning_rate_power: arg.float(-0.5, { max: 0, doc: 'How fast steps shrink as gradients add up.' }),
    initial_accumulator_value: arg.float(0.1, { min: 0, doc: 'Where the sums of squared gradients start.' }),
    l1_regularization_strength: arg.float(0, { min: 0, doc: 'Penalty that makes weights exactly zero.' }),
    l2_regularization_strength: arg.float(0, { min: 0, doc: 'Penalty that keeps weights small.' }),
    l2_shrinkage_regularization_strength: arg.float(0, {
      min: 0,
      doc: 'Penalty on size that acts on the gradient alone.',
      rare: true,
    }),
    beta: arg.float(0, { min: 0, doc: 'Lowers the learning rate at the start.', rare: true }),
  }),
  slots: (c) => [{ name: 'accumulator', value: c.initial_accumulator_value }, { name: 'linear' }],
  update(ctx, c, variable, gradient, slots) {
    const [sum0, linear0] = slots as [Tensor, Tensor];
    const { learningRate } = ctx;
    const l2 = ops.add(ops.div(c.beta / 2, learningRate), c.l2_regularization_strength);
    const pull = ops.add(gradient, ops.mul(variable, 2 * c.l2_shrinkage_regularization_strength));
    const sum = ops.add(sum0, ops.square(gradient));
    const [power, power0] = [ops.pow(sum, -c.learning_rate_power), ops.pow(sum0, -c.learning_rate_power)];
    const linear = ops.add(linear0, ops.sub(pull, ops.mul(ops.div(ops.sub(power, power0), learningRate), variable)));
    const quadratic = ops.add(ops.div(power, learningRate), ops.mul(l2, 2));
    const kept = ops.clip(linear, -c.l1_regularization_strength, c.l1_regularization_strength);
    return { variable: ops.div(ops.sub(kept, linear), quadratic), slots: [sum, linear] };
  },
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }, { shape: [4] }] },
    {
      name: 'penalties',
      config: { learning_rate: 0.1, l1_regularization_strength: 0.2, l2_regularization_strength: 0.1 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'power, start, shrinkage, beta',
      config: {
        learning_rate: 0.1,
        learning_rate_power: -0.7,
        initial_accumulator_value: 0.3,
        l2_shrinkage_regularization_strength: 0.05,
        beta: 0.5,
      },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
    },
    {
      name: 'decay and clipping',
      config: { learning_rate: 0.1, weight_decay: 0.1, clipnorm: 0.5 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 4, scales: [1, 0, 5] },
    },
  ],
});
