/** SimpleRNNCell: one step of a recurrent network. */
import type { ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { buildCellLayer, callCellLayer, cellArithmetic, cellInputs, checkCell } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

const NAME = 'SimpleRNNCell';

export default defineLayer({
  name: NAME,
  family: 'recurrent',
  summary: 'One step of a SimpleRNN: an input and a state in, a new state out.',
  aliases: ['elman', 'step', 'custom loop'],
  inputs: cellInputs(1),
  args: {
    ...rnn.plainArgs,
    ...rnn.cellArgs,
    seed: rnn.seedArg,
  },
  card: (c) => [String(c.units)],
  check: (c, inputs) => checkCell(NAME, c, inputs),
  build: (b, c, [x]) => buildCellLayer(b, NAME, c, x as ValueType),
  call: (ctx, c, inputs) => callCellLayer(ctx, NAME, c, inputs),
  arithmetic: (c, [x]) => cellArithmetic(NAME, c, x as ValueType),
  cases: [
    { name: 'one step', config: { units: 2 }, inputs: [{ shape: [3, 4] }, { shape: [3, 2] }] },
    {
      name: 'without bias, relu',
      config: { units: 3, use_bias: false, activation: 'relu' },
      inputs: [{ shape: [3, 4] }, { shape: [3, 3] }],
    },
    {
      name: 'penalties and constraints',
      config: {
        units: 2,
        ...penalised(),
      },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }],
      training: true,
    },
  ],
});
