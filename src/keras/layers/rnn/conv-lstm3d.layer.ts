/** ConvLSTM3D: an LSTM of convolutions for sequences of volumes. */
import { defineConvLstm } from './conv-lstm';

export default defineConvLstm({
  rank: 3,
  what: 'sequences of volumes',
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
