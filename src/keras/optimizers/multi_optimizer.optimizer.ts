/** MultiOptimizer: trains different weights with different optimizers, chosen by their paths. */
import { arg } from '../core/args';
import { defineOptimizerWrapper } from '../core/definitions';

const map = (fallback: object, byPath: object = {}) => ({
  className: 'OptimizerMap',
  config: { default_optimizer: { ...fallback }, optimizer_map: { ...byPath } },
});
const ADAM = { className: 'Adam', config: { learning_rate: 0.1 } };
const SGD = { className: 'SGD', config: { learning_rate: 0.2, momentum: 0.5, weight_decay: 0.1 } };
const AVERAGED = { className: 'RMSprop', config: { learning_rate: 0.1, use_ema: true, ema_momentum: 0.5 } };
const inputs = [{ shape: [2, 3] }, { shape: [4] }, { shape: [2] }];

export default defineOptimizerWrapper({
  name: 'MultiOptimizer',
  ids: ['multioptimizer'],
  summary: 'Trains different weights with different optimizers, chosen by their paths.',
  args: {
    optimizer_map: arg.optimizers({
      doc: 'A default optimizer, and others for the weights whose path a pattern matches.',
    }),
    loss_scale_factor: arg.float(null, {
      min: 0,
      exclusive: true,
      doc: 'Factor on the loss while gradients are taken.',
      rare: true,
    }),
    name: arg.string(null, { doc: 'Name of the optimizer.', rare: true }),
  },
  wrap: (c) => ({
    how: 'divided',
    fallback: c.optimizer_map.config.default_optimizer,
    byPath: c.optimizer_map.config.optimizer_map,
    lossScale: c.loss_scale_factor,
  }),
  cases: [
    { name: 'one for all', config: { optimizer_map: map(ADAM) }, inputs },
    { name: 'by name and pattern', config: { optimizer_map: map(ADAM, { kernel: SGD, 'bi.*': AVERAGED }) }, inputs },
    {
      name: 'scaled, one without weights',
      config: {
        optimizer_map: map(SGD, { 'nothing/.*': ADAM, '.*s.*': AVERAGED }),
        loss_scale_factor: 4,
        name: 'many',
      },
      inputs,
    },
  ],
});
