/** SimpleRNN: h = activation(x·W + b + h·U), step after step. */
import { defineLayer } from '../../core/definitions';
import { penalised } from './example-cases';
import * as rnn from './recurrent';
import { recurrentLayer } from './recurrent-layer';

export default defineLayer({
  name: 'SimpleRNN',
  summary: 'Reads a sequence step by step and feeds its own output back in.',
  aliases: ['elman', 'recurrent', 'sequence', 'time series'],
  ...recurrentLayer('SimpleRNNCell', {
    ...rnn.plainArgs,
    ...rnn.cellArgs,
    ...rnn.sequenceArgs,
    seed: rnn.seedArg,
    zero_output_for_mask: rnn.maskArg,
  }),
  cases: [
    { name: 'last step', config: { units: 3 }, inputs: [{ shape: [2, 5, 4] }] },
    {
      name: 'every step and the state, backwards, without bias',
      config: {
        units: 2,
        activation: 'relu',
        use_bias: false,
        return_sequences: true,
        return_state: true,
        go_backwards: true,
      },
      inputs: [{ shape: [3, 4, 2] }],
    },
    { name: 'masked', config: { units: 3, return_sequences: true }, inputs: [{ shape: [3, 6, 2], mask: [3, 6] }] },
    {
      name: 'masked steps put out as zero',
      config: { units: 2, return_sequences: true, zero_output_for_mask: true },
      inputs: [{ shape: [3, 5, 2], mask: [3, 5] }],
    },
    {
      name: 'dropout',
      config: { units: 4, dropout: 0.4, recurrent_dropout: 0.3, seed: 11 },
      inputs: [{ shape: [3, 4, 5] }],
      training: true,
    },
    { name: 'initial state', config: { units: 2 }, inputs: [{ shape: [3, 4, 3], mask: [3, 4] }, { shape: [3, 2] }] },
    {
      name: 'stateful: the third batch of one sequence',
      config: { units: 3, stateful: true, return_sequences: true, return_state: true },
      inputs: [{ shape: [2, 3, 2], mask: [2, 3] }],
      extra: { calls: 3 },
    },
    {
      name: 'stateful, unrolled: masked steps before the first present one put out zero',
      config: { units: 2, stateful: true, unroll: true, return_sequences: true, go_backwards: true },
      inputs: [{ shape: [4, 3, 2], mask: [4, 3] }],
      extra: { calls: 2 },
    },
    {
      name: 'penalties and constraints',
      config: { units: 3, unroll: true, ...penalised() },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
