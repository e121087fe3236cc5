/** GRUCell: one step of a GRU. */
import type { ValueType } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { buildCellLayer, callCellLayer, cellArithmetic, cellInputs, checkCell } from './cell';
import * as rnn from './recurrent';

const NAME = 'GRUCell';

export default defineLayer({
  name: NAME,
  family: 'recurrent',
  summary: 'One step of a GRU: an input and a state in, a new state out.',
  aliases: ['gated', 'step', 'custom loop'],
  inputs: cellInputs(1),
  args: {
    units: rnn.unitsArg,
    activation: rnn.activationArg,
    recurrent_activation: rnn.gateArg,
    use_bias: rnn.biasArg,
    ...rnn.initializerArgs,
    ...rnn.regularizerArgs,
    ...rnn.constraintArgs,
    ...rnn.dropoutArgs,
    reset_after: arg.bool(true, {
      doc: 'Whether the reset gate acts after the matrix product; off is the original form.',
    }),
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
        kernel_initializer: { className: 'HeNormal', config: { seed: 1 } },
        recurrent_initializer: { className: 'RandomUniform', config: { minval: -0.5, maxval: 0.5, seed: 2 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 3 } },
        kernel_regularizer: { className: 'L2', config: { l2: 0.1 } },
        recurrent_regularizer: { className: 'L1', config: { l1: 0.05 } },
        bias_regularizer: { className: 'L2', config: { l2: 0.2 } },
        kernel_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
        recurrent_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [3, 4] }, { shape: [3, 2] }],
      training: true,
    },
  ],
});
