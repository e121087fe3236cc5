/** ConvLSTM2D: an LSTM of convolutions for films. */
import { defineConvLstm } from './conv-lstm';
import { dilatedFirst, stridedBackwards } from './example-cases';

export default defineConvLstm({
  rank: 2,
  what: 'films',
  cases: [
    { name: 'last step', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [2, 3, 3, 4, 2] }] },
    stridedBackwards([2, 3, 3, 4, 2]),
    dilatedFirst(2, [1, 2, 2, 3, 3]),
    {
      name: 'dropout of input and state',
      config: { filters: 2, kernel_size: 2, padding: 'same', dropout: 0.4, recurrent_dropout: 0.3, seed: 3 },
      inputs: [{ shape: [2, 2, 3, 2, 1] }],
      training: true,
    },
    {
      name: 'stateful: the third batch of one sequence',
      config: { filters: 2, kernel_size: 2, return_sequences: true, stateful: true },
      inputs: [{ shape: [2, 2, 3, 3, 1] }],
      extra: { calls: 3 },
    },
  ],
});
