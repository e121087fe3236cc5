/** Example arguments that all recurrent layers and cells are asked about. */
import type { JsonObject } from '../../../base/json';

/** Starting values, penalties and constraints other than the usual ones; `activity` adds a penalty on the output. */
export const penalised = (activity?: number): JsonObject => ({
  kernel_initializer: { className: 'HeNormal', config: { seed: 1 } },
  recurrent_initializer: { className: 'RandomUniform', config: { minval: -0.5, maxval: 0.5, seed: 2 } },
  bias_initializer: { className: 'RandomUniform', config: { seed: 3 } },
  kernel_regularizer: { className: 'L2', config: { l2: 0.1 } },
  recurrent_regularizer: { className: 'L1', config: { l1: 0.05 } },
  bias_regularizer: { className: 'L2', config: { l2: 0.2 } },
  ...(activity !== undefined && { activity_regularizer: { className: 'L2', config: { l2: activity } } }),
  kernel_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
  recurrent_constraint: 'non_neg',
  bias_constraint: 'non_neg',
});
