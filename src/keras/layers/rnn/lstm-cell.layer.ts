/** LSTMCell: one step of an LSTM. */
import { defineLayer } from '../../core/definitions';
import { cellLayer } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

export default defineLayer({
  name: 'LSTMCell',
  summary: 'One step of an LSTM: an input, a state and a carry in, new ones out.',
  aliases: ['long short-term memory', 'step', 'custom loop'],
  ...cellLayer('LSTMCell', {
    ...rnn.gatedArgs,
    unit_forget_bias: rnn.forgetArg,
    ...rnn.cellArgs,
    seed: rnn.seedArg,
  }),
  cases: [
    { name: 'one step', config: { units: 2 }, inputs: [{ shape: [3, 4] }, { shape: [3, 2] }, { shape: [3, 2] }] },
    {
      name: 'without bias, other activations',
      config: { units: 3, use_bias: false, activation: 'relu', recurrent_activation: 'tanh' },
      inputs: [{ shape: [3, 4] }, { shape: [3, 3] }, { shape: [3, 3] }],
    },
    {
      name: 'forget gate at rest',
      config: { units: 2, unit_forget_bias: false },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }, { shape: [3, 2] }],
    },
    {
      name: 'penalties and constraints',
      config: { units: 2, ...penalised() },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }, { shape: [3, 2] }],
      training: true,
    },
  ],
});
