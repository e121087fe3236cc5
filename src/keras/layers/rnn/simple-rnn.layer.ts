/** SimpleRNN: h = activation(x·W + b + h·U), step after step. */

import type { Tensor, ValueType } from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { penalised } from './example-cases';
import { simpleRecurrence } from './recurrences';
import * as rnn from './recurrent';

export default defineLayer({
  name: 'SimpleRNN',
  family: 'recurrent',
  summary: 'Reads a sequence step by step and feeds its own output back in.',
  aliases: ['elman', 'recurrent', 'sequence', 'time series'],
  inputs: rnn.recurrentInputs(1),
  args: {
    ...rnn.plainArgs,
    ...rnn.cellArgs,
    ...rnn.sequenceArgs,
    seed: rnn.seedArg,
    zero_output_for_mask: rnn.maskArg,
  },
  masking: 'own',
  card: (c) => rnn.recurrentCard(c),
  check: (c, inputs) => rnn.checkRecurrent(c, inputs, 1),
  build(b, c, [x]) {
    const [batch, , features] = (x as ValueType).shape as [number, number, number];
    b.seedGenerator(rnn.SEED, c.seed);
    rnn.buildCell(b, c, features, 1, { shape: [c.units] });
    rnn.buildStates(b, c, batch, [[c.units]]);
  },
  call(ctx, c, inputs) {
    const x = inputs[0] as Tensor;
    const [batch, , features] = x.shape as [number, number, number];
    const drops = rnn.drawDrops(rnn.drawsOf(ctx), c, batch, features, 1);
    const recurrence = simpleRecurrence(c, (name) => ctx.weight(`${rnn.CELL}${name}`), drops);
    return rnn.runRecurrent(ctx, c, inputs, {
      ...recurrence,
      sequence: rnn.projectInputs(rnn.timeMajor(x), recurrence.kernel, recurrence.bias, drops, c.units),
      states: [[c.units]],
    });
  },
  arithmetic: (c, [x]) => rnn.recurrentArithmetic(c, (x as ValueType).shape[2] as number, 1, 1),
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
      name: 'penalties and constraints',
      config: {
        units: 3,
        unroll: true,
        ...penalised(),
      },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
