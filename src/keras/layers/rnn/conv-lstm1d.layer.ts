/** ConvLSTM1D: an LSTM of convolutions for sequences of signals. */
import { defineConvLstm } from './conv-lstm';
import { dilatedFirst, penalised, stridedBackwards } from './example-cases';

export default defineConvLstm({
  rank: 1,
  what: 'sequences of signals',
  cases: [
    { name: 'last step', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [2, 3, 5, 2] }] },
    stridedBackwards([2, 3, 5, 2]),
    dilatedFirst(2, [2, 3, 2, 5]),
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
        ...penalised(0.02),
        kernel_constraint: 'non_neg',
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
