/** LSTM: a state guarded by gates, in Keras' order input, forget, candidate, output. */
import { defineLayer } from '../../core/definitions';
import { penalised } from './example-cases';
import * as rnn from './recurrent';
import { recurrentLayer } from './recurrent-layer';

export default defineLayer({
  name: 'LSTM',
  summary: 'Reads a sequence and learns what to keep, forget and put out, so that it remembers for long.',
  aliases: ['time series', 'recurrent', 'memory', 'long short-term memory', 'sequence', 'text'],
  ...recurrentLayer('LSTMCell', {
    ...rnn.gatedArgs,
    unit_forget_bias: rnn.forgetArg,
    ...rnn.layerArgs,
    zero_output_for_mask: rnn.maskArg,
  }),
  cases: [
    { name: 'last step', config: { units: 3 }, inputs: [{ shape: [2, 5, 4] }] },
    {
      name: 'every step and the states, backwards, without bias',
      config: { units: 2, use_bias: false, return_sequences: true, return_state: true, go_backwards: true },
      inputs: [{ shape: [3, 4, 2] }],
    },
    {
      name: 'masked',
      config: { units: 3, return_sequences: true, return_state: true },
      inputs: [{ shape: [3, 6, 2], mask: [3, 6] }],
    },
    {
      name: 'masked and backwards, last step',
      config: { units: 2, go_backwards: true },
      inputs: [{ shape: [3, 6, 2], mask: [3, 6] }],
    },
    {
      name: 'masked steps put out as zero',
      config: { units: 2, zero_output_for_mask: true },
      inputs: [{ shape: [4, 5, 2], mask: [4, 5] }],
    },
    {
      name: 'other activations, no open forget gate',
      config: { units: 3, activation: 'relu', recurrent_activation: 'tanh', unit_forget_bias: false },
      inputs: [{ shape: [2, 3, 3] }],
    },
    {
      name: 'dropout of the input',
      config: { units: 4, dropout: 0.4, seed: 11 },
      inputs: [{ shape: [3, 4, 5] }],
      training: true,
    },
    {
      name: 'dropout of input and state',
      config: { units: 4, dropout: 0.4, recurrent_dropout: 0.3, seed: 12, return_sequences: true },
      inputs: [{ shape: [3, 4, 5], mask: [3, 4] }],
      training: true,
    },
    {
      name: 'dropout of the state',
      config: { units: 3, recurrent_dropout: 0.5, seed: 13 },
      inputs: [{ shape: [3, 4, 2] }],
      training: true,
    },
    {
      name: 'initial state',
      config: { units: 2, return_sequences: true },
      inputs: [{ shape: [3, 4, 3], mask: [3, 4] }, { shape: [3, 2] }, { shape: [3, 2] }],
    },
    {
      name: 'stateful: the third batch of one sequence',
      config: { units: 3, stateful: true, return_state: true },
      inputs: [{ shape: [2, 4, 3] }],
      extra: { calls: 3 },
      training: true,
    },
    {
      name: 'stateful, started from elsewhere',
      config: { units: 2, stateful: true, return_sequences: true },
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2] }, { shape: [2, 2] }],
      extra: { calls: 2 },
    },
    {
      name: 'penalties and constraints',
      config: { units: 3, unroll: true, ...penalised(0.03) },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
