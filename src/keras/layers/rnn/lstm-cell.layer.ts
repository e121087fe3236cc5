/** LSTMCell: one step of an LSTM. */
import type { ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { buildCellLayer, callCellLayer, cellArithmetic, cellInputs, checkCell } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

const NAME = 'LSTMCell';

export default defineLayer({
  name: NAME,
  family: 'recurrent',
  summary: 'One step of an LSTM: an input, a state and a carry in, new ones out.',
  aliases: ['long short-term memory', 'step', 'custom loop'],
  inputs: cellInputs(2),
  args: {
    ...rnn.gatedArgs,
    unit_forget_bias: rnn.forgetArg,
    ...rnn.cellArgs,
    seed: rnn.seedArg,
  },
  card: (c) => [String(c.units)],
  check: (c, inputs) => checkCell(NAME, c, inputs),
  build: (b, c, [x]) => buildCellLayer(b, NAME, c, x as ValueType),
  call: (ctx, c, inputs) => callCellLayer(ctx, NAME, c, inputs),
  arithmetic: (c, [x]) => cellArithmetic(NAME, c, x as ValueType),
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
      config: {
        units: 2,
        ...penalised(),
      },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }, { shape: [3, 2] }],
      training: true,
    },
  ],
});
