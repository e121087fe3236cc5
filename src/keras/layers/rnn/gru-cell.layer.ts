/** GRUCell: one step of a GRU. */
import { defineLayer } from '../../core/definitions';
import { cellLayer } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

export default defineLayer({
  name: 'GRUCell',
  summary: 'One step of a GRU: an input and a state in, a new state out.',
  aliases: ['gated', 'step', 'custom loop'],
  ...cellLayer('GRUCell', {
    ...rnn.gatedArgs,
    ...rnn.cellArgs,
    reset_after: rnn.resetArg,
    seed: rnn.seedArg,
  }),
  cases: [
    { name: 'one step', config: { units: 2 }, inputs: [{ shape: [3, 4] }, { shape: [3, 2] }] },
    {
      name: 'reset before, without bias, other activations',
      config: { units: 3, use_bias: false, reset_after: false, activation: 'relu', recurrent_activation: 'tanh' },
      inputs: [{ shape: [3, 4] }, { shape: [3, 3] }],
    },
    {
      name: 'penalties and constraints',
      config: { units: 2, ...penalised() },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }],
      training: true,
    },
  ],
});
