/** GRUCell: one step of a GRU. */
import type { ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { buildCellLayer, callCellLayer, cellArithmetic, cellInputs, checkCell } from './cell';
import { penalised } from './example-cases';
import * as rnn from './recurrent';

const NAME = 'GRUCell';

export default defineLayer({
  name: NAME,
  family: 'recurrent',
  summary: 'One step of a GRU: an input and a state in, a new state out.',
  aliases: ['gated', 'step', 'custom loop'],
  inputs: cellInputs(1),
  args: {
    ...rnn.gatedArgs,
    ...rnn.cellArgs,
    reset_after: rnn.resetArg,
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
      name: 'reset before, without bias, other activations',
      config: { units: 3, use_bias: false, reset_after: false, activation: 'relu', recurrent_activation: 'tanh' },
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
