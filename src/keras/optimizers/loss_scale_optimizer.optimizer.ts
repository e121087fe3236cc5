/** LossScaleOptimizer: multiplies the loss so that small gradients survive 16-bit floats, and finds the factor itself. */
import { arg } from '../core/args';
import { defineOptimizerWrapper } from '../core/definitions';

const inputs = [{ shape: [2, 3] }, { shape: [4] }];
const SGD = { className: 'SGD', config: { learning_rate: 0.1, momentum: 0.9 } };
const ADAM = {
  className: 'Adam',
  config: { learning_rate: 0.02, weight_decay: 0.1, use_ema: true, ema_momentum: 0.5, clipnorm: 0.5 },
};

export default defineOptimizerWrapper({
  name: 'LossScaleOptimizer',
  ids: ['lossscaleoptimizer'],
  summary: 'Multiplies the loss so that small gradients survive 16-bit floats, and finds the factor itself.',
  args: {
    inner_optimizer: arg.optimizer({ doc: 'The optimizer that takes the steps.' }),
    initial_scale: arg.float(32768, {
      min: 0,
      exclusive: true,
      doc: 'Factor to begin with; halved when it is too high.',
    }),
    dynamic_growth_steps: arg.int(2000, { min: 1, doc: 'After so many good steps the factor is doubled.' }),
    name: arg.string(null, { doc: 'Name of the optimizer.', rare: true }),
  },
  wrap: (c) => ({
    how: 'scaled',
    inner: c.inner_optimizer,
    initialScale: c.initial_scale,
    growthSteps: c.dynamic_growth_steps,
  }),
  cases: [
    { name: 'default', config: { inner_optimizer: SGD }, inputs, extra: { steps: 4, scales: [1000, 30000] } },
    {
      name: 'growth',
      config: { inner_optimizer: SGD, initial_scale: 4, dynamic_growth_steps: 2 },
      inputs,
      extra: { steps: 7, scales: [4, 4, 8, 8, 16, 16, 32] },
    },
    {
      name: 'bad steps are left out',
      config: { inner_optimizer: ADAM, initial_scale: 8, dynamic_growth_steps: 3 },
      inputs,
      extra: { steps: 7, scales: [8, 'Infinity', 4, 4, 'NaN', 2, 2] },
    },
    {
      name: 'schedule inside, accumulated',
      config: {
        inner_optimizer: {
          className: 'RMSprop',
          config: {
            learning_rate: {
              className: 'ExponentialDecay',
              config: { initial_learning_rate: 0.1, decay_steps: 2, decay_rate: 0.5 },
            },
            gradient_accumulation_steps: 2,
          },
        },
        initial_scale: 2,
        dynamic_growth_steps: 2,
        name: 'careful',
      },
      inputs,
      extra: { steps: 6, scales: [2, 4, 'Infinity', 4, 8] },
    },
  ],
});
