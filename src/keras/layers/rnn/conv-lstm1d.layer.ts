/** ConvLSTM1D: an LSTM of convolutions for sequences of signals. */
import type { ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import * as convLstm from './conv-lstm';

export default defineLayer({
  name: 'ConvLSTM1D',
  family: 'recurrent',
  summary: 'Reads sequences of signals with an LSTM whose products are convolutions, so that places stay places.',
  aliases: ['video', 'spatio-temporal', 'forecast', 'convolutional lstm'],
  inputs: convLstm.convLstmInputs,
  args: convLstm.convLstmArgs(1),
  masking: 'own',
  card: (c) => convLstm.convLstmCard(c, 1),
  check: (c, inputs) => convLstm.checkConvLstm(c, 1, inputs),
  build: (b, c, [x]) => convLstm.buildConvLstm(b, c, x as ValueType),
  call: (ctx, c, inputs) => convLstm.callConvLstm(ctx, c, inputs),
  arithmetic: (c, [x]) => convLstm.convLstmArithmetic(c, x as ValueType),
  cases: [
    { name: 'last step', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [2, 3, 5, 2] }] },
    {
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
      inputs: [{ shape: [2, 3, 5, 2] }],
    },
    {
      name: 'channels first, dilated',
      config: {
        filters: 2,
        kernel_size: 2,
        dilation_rate: 2,
        data_format: 'channels_first',
        return_sequences: true,
        unit_forget_bias: false,
      },
      inputs: [{ shape: [2, 3, 2, 5] }],
    },
    {
      name: 'initial state',
      config: { filters: 2, kernel_size: 2, padding: 'same' },
      inputs: [{ shape: [2, 3, 4, 2] }, { shape: [2, 4, 2] }, { shape: [2, 4, 2] }],
    },
    {
      name: 'dropout of input and state',
      config: { filters: 2, kernel_size: 2, padding: 'same', dropout: 0.4, recurrent_dropout: 0.3, seed: 3 },
      inputs: [{ shape: [2, 3, 4, 2] }],
      training: true,
    },
    {
      name: 'penalties and constraints',
      config: {
        filters: 1,
        kernel_size: 2,
        kernel_initializer: { className: 'HeNormal', config: { seed: 1 } },
        recurrent_initializer: { className: 'RandomUniform', config: { minval: -0.5, maxval: 0.5, seed: 2 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 3 } },
        kernel_regularizer: { className: 'L2', config: { l2: 0.1 } },
        recurrent_regularizer: { className: 'L1', config: { l1: 0.05 } },
        bias_regularizer: { className: 'L2', config: { l2: 0.2 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.02 } },
        kernel_constraint: 'non_neg',
        recurrent_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [2, 3, 4, 2] }],
      training: true,
    },
    {
      name: 'stateful: the third batch of one sequence',
      config: { filters: 2, kernel_size: 2, data_format: 'channels_first', return_state: true, stateful: true },
      inputs: [{ shape: [2, 3, 2, 4] }],
      extra: { calls: 3 },
    },
  ],
});
