/** ConvLSTM3D: an LSTM of convolutions for sequences of volumes. */
import { defineConvLstm } from './conv-lstm';
import { dilatedFirst, stridedBackwards } from './example-cases';

export default defineConvLstm({
  rank: 3,
  what: 'sequences of volumes',
  cases: [
    { name: 'last step', config: { filters: 2, kernel_size: 2 }, inputs: [{ shape: [1, 2, 2, 3, 2, 1] }] },
    stridedBackwards([1, 2, 2, 3, 2, 1]),
    dilatedFirst([1, 1, 2], [1, 2, 1, 2, 2, 3]),
    {
      name: 'stateful: the third batch of one sequence',
      config: { filters: 2, kernel_size: 2, stateful: true },
      inputs: [{ shape: [1, 2, 2, 2, 3, 1] }],
      extra: { calls: 3 },
    },
  ],
});
