/** ConvLSTM3D: an LSTM of convolutions for sequences of volumes. */
import type { ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import * as convLstm from './conv-lstm';

export default defineLayer({
  name: 'ConvLSTM3D',
  family: 'recurrent',
  summary: 'Reads sequences of volumes with an LSTM whose products are convolutions, so that places stay places.',
  aliases: ['video', 'spatio-temporal', 'forecast', 'convolutional lstm'],
  inputs: convLstm.convLstmInputs,
  args: convLstm.convLstmArgs(3),
  masking: 'own',
  card: (c) => convLstm.convLstmCard(c, 3),
  check: (c, inputs) => convLstm.checkConvLstm(c, 3, inputs),
  build: (b, c, [x]) => convLstm.buildConvLstm(b, c, x as ValueType),
  call: (ctx, c, inputs) => convLstm.callConvLstm(ctx, c, inputs),
  arithmetic: (c, [x]) => convLstm.convLstmArithmetic(c, x as ValueType),
  cases: [
    { name: 'last step', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [1, 2, 2, 3, 2, 1] }] },
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
      inputs: [{ shape: [1, 2, 2, 3, 2, 1] }],
    },
    {
      name: 'channels first, dilated',
      config: {
        filters: 2,
        kernel_size: 2,
        dilation_rate: [1, 1, 2],
        data_format: 'channels_first',
        return_sequences: true,
        unit_forget_bias: false,
      },
      inputs: [{ shape: [1, 2, 1, 2, 2, 3] }],
    },
    {
      name: 'stateful: the third batch of one sequence',
      config: { filters: 2, kernel_size: 2, stateful: true },
      inputs: [{ shape: [1, 2, 2, 2, 3, 1] }],
      extra: { calls: 3 },
    },
  ],
});
