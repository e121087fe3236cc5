/** Example cases that several recurrent layers and cells are asked about. */
import type { JsonObject } from '../../../base/json';
import type { Shape } from '../../../base/shape';
import type { ExampleCase } from '../../core/example-case';

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

/** A ConvLSTM that halves its images and reads them backwards. */
export const stridedBackwards = (shape: Shape): ExampleCase => ({
  name: 'strides, every step and the states, backwards, without bias',
  config: {
    filters: 1,
    kernel_size: 2,
    strides: 2,
    padding: 'same',
    use_bias: false,
    return_sequences: true,
    return_state: true,
    go_backwards: true,
    recurrent_activation: 'hard_sigmoid',
  },
  inputs: [{ shape }],
});

/** A ConvLSTM whose windows have gaps. */
export const dilatedFirst = (dilation: number | readonly number[], shape: Shape): ExampleCase => ({
  name: 'channels first, dilated',
  config: {
    filters: 2,
    kernel_size: 2,
    dilation_rate: dilation,
    data_format: 'channels_first',
    return_sequences: true,
    unit_forget_bias: false,
  },
  inputs: [{ shape }],
});
