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
