/** GRU: a state mixed with a candidate by gates, in Keras' order update, reset, candidate. */
import { defineLayer } from '../../core/definitions';
import { penalised } from './example-cases';
import * as rnn from './recurrent';
import { recurrentLayer } from './recurrent-layer';

export default defineLayer({
  name: 'GRU',
  summary: 'Reads a sequence with two gates that decide what to renew: an LSTM with fewer weights.',
  aliases: ['gated recurrent unit', 'recurrent', 'sequence', 'time series', 'text'],
  ...recurrentLayer('GRUCell', {
    ...rnn.gatedArgs,
    ...rnn.layerArgs,
    reset_after: rnn.resetArg,
    zero_output_for_mask: rnn.maskArg,
  }),
  cases: [
    { name: 'last step', config: { units: 3 }, inputs: [{ shape: [2, 5, 4] }] },
    { name: 'reset before', config: { units: 3, reset_after: false }, inputs: [{ shape: [2, 5, 4] }] },
    {
      name: 'every step and the state, backwards, without bias',
      config: { units: 2, use_bias: false, return_sequences: true, return_state: true, go_backwards: true },
      inputs: [{ shape: [3, 4, 2] }],
    },
    {
      name: 'reset before, without bias, other activations',
      config: { units: 2, reset_after: false, use_bias: false, activation: 'relu', recurrent_activation: 'tanh' },
      inputs: [{ shape: [3, 4, 2] }],
    },
    {
      name: 'dropout behind a seed for a bias it has not',
      config: { units: 2, use_bias: false, bias_initializer: 'glorot_uniform', dropout: 0.4 },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
    {
      name: 'masked',
      config: { units: 3, return_sequences: true, return_state: true },
      inputs: [{ shape: [3, 6, 2], mask: [3, 6] }],
    },
    {
      name: 'masked steps put out as zero',
      config: { units: 2, return_sequences: true, zero_output_for_mask: true, reset_after: false },
      inputs: [{ shape: [4, 5, 2], mask: [4, 5] }],
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
      name: 'dropout of the state, reset before',
      config: { units: 3, recurrent_dropout: 0.5, seed: 13, reset_after: false },
      inputs: [{ shape: [3, 4, 2] }],
      training: true,
    },
    {
      name: 'initial state',
      config: { units: 2, return_state: true },
      inputs: [{ shape: [3, 4, 3], mask: [3, 4] }, { shape: [3, 2] }],
    },
    {
      name: 'stateful, with dropout: the third batch of one sequence',
      config: { units: 3, stateful: true, go_backwards: true, dropout: 0.2, recurrent_dropout: 0.3, seed: 7 },
      inputs: [{ shape: [3, 4, 2] }],
      extra: { calls: 3 },
      training: true,
    },
    {
      name: 'penalties and constraints',
      config: { units: 3, unroll: true, ...penalised(0.03) },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
