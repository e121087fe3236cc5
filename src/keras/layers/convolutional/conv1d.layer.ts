/** Conv1D: filters that slide along a sequence. */
import { defineLayer } from '../../core/definitions';
import { convolution } from './conv-geometry';

export default defineLayer({
  name: 'Conv1D',
  summary: 'Slides small learned filters along a sequence and reports where each pattern is.',
  aliases: ['convolution', 'temporal', 'signal', 'causal', 'Convolution1D', 'wavenet', 'dilated'],
  ...convolution(1, ['valid', 'same', 'causal']),
  cases: [
    { name: 'plain', config: { filters: 3, kernel_size: 3 }, inputs: [{ shape: [2, 7, 2] }] },
    {
      name: 'strides and same padding',
      config: { filters: 4, kernel_size: 4, strides: 3, padding: 'same', activation: 'tanh' },
      inputs: [{ shape: [2, 8, 3] }],
    },
    {
      name: 'causal and dilated',
      config: { filters: 2, kernel_size: 3, dilation_rate: 2, padding: 'causal' },
      inputs: [{ shape: [2, 9, 2] }],
    },
    {
      name: 'causal with strides',
      config: { filters: 2, kernel_size: 2, strides: 2, padding: 'causal', use_bias: false },
      inputs: [{ shape: [2, 6, 1] }],
    },
    {
      name: 'groups, channels first',
      config: { filters: 4, kernel_size: 2, groups: 2, data_format: 'channels_first' },
      inputs: [{ shape: [2, 6, 5] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 3,
        kernel_size: 2,
        kernel_initializer: { className: 'RandomNormal', config: { stddev: 0.4, seed: 3 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 4 } },
        kernel_regularizer: { className: 'L1', config: { l1: 0.05 } },
        bias_regularizer: { className: 'L2', config: { l2: 0.1 } },
        activity_regularizer: { className: 'L1', config: { l1: 0.02 } },
        kernel_constraint: 'non_neg',
        bias_constraint: { className: 'MaxNorm', config: { max_value: 0.1 } },
      },
      inputs: [{ shape: [2, 5, 2] }],
      training: true,
    },
  ],
});
