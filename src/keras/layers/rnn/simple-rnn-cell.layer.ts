/** SimpleRNNCell: one step of a recurrent network. */
import { defineLayer } from '../../core/definitions';
import { cellLayer } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

export default defineLayer({
  name: 'SimpleRNNCell',
  summary: 'One step of a SimpleRNN: an input and a state in, a new state out.',
  aliases: ['elman', 'step', 'custom loop'],
  ...cellLayer('SimpleRNNCell', {
    ...rnn.plainArgs,
    ...rnn.cellArgs,
    seed: rnn.seedArg,
  }),
  cases: [
    { name: 'one step', config: { units: 2 }, inputs: [{ shape: [3, 4] }, { shape: [3, 2] }] },
    {
      name: 'without bias, relu',
      config: { units: 3, use_bias: false, activation: 'relu' },
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
