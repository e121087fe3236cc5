/** Example arguments that ask for starting values, penalties and constraints other than the usual ones. */
import type { JsonObject } from '../../base/json';

/** Of a kernel and a bias. */
export const PENALTIES: JsonObject = {
  kernel_initializer: { className: 'HeNormal', config: { seed: 3 } },
  bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
  kernel_regularizer: { className: 'L2', config: { l2: 0.05 } },
  bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
  activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
  kernel_constraint: 'non_neg',
  bias_constraint: 'non_neg',
};

/** Of depthwise filters and a bias. */
export const DEPTHWISE_PENALTIES: JsonObject = {
  depthwise_initializer: { className: 'RandomNormal', config: { stddev: 0.5, seed: 9 } },
  bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
  depthwise_regularizer: { className: 'L2', config: { l2: 0.05 } },
  bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
  activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
  depthwise_constraint: 'non_neg',
  bias_constraint: 'non_neg',
};

/** The same with the mixture that follows the filters. */
export const SEPARABLE_PENALTIES: JsonObject = {
  depthwise_initializer: { className: 'RandomNormal', config: { stddev: 0.5, seed: 9 } },
  pointwise_initializer: { className: 'HeNormal', config: { seed: 8 } },
  bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
  depthwise_regularizer: { className: 'L2', config: { l2: 0.05 } },
  pointwise_regularizer: { className: 'L1', config: { l1: 0.03 } },
  bias_regularizer: { className: 'L1', config: { l1: 0.1 } },
  activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
  depthwise_constraint: 'non_neg',
  pointwise_constraint: 'non_neg',
  bias_constraint: 'non_neg',
};

/** Of the factor and the shift of a normalisation. */
export const SCALE_AND_SHIFT_PENALTIES: JsonObject = {
  beta_initializer: { className: 'RandomNormal', config: { seed: 1 } },
  gamma_initializer: { className: 'RandomUniform', config: { minval: 0.5, maxval: 1.5, seed: 2 } },
  beta_regularizer: { className: 'L2', config: { l2: 0.1 } },
  gamma_regularizer: { className: 'L1', config: { l1: 0.1 } },
  beta_constraint: 'non_neg',
  gamma_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
};
