/** GRU: a state mixed with a candidate by gates, in Keras' order update, reset, candidate. */

import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { activate } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import * as rnn from './recurrent';

const GATES = 3;

export default defineLayer({
  name: 'GRU',
  family: 'recurrent',
  summary: 'Reads a sequence with two gates that decide what to renew: an LSTM with fewer weights.',
  aliases: ['gated recurrent unit', 'recurrent', 'sequence', 'time series', 'text'],
  inputs: rnn.recurrentInputs(1),
  args: {
    units: rnn.unitsArg,
    activation: rnn.activationArg,
    recurrent_activation: rnn.gateArg,
    use_bias: rnn.biasArg,
    ...rnn.initializerArgs,
    ...rnn.regularizerArgs,
    ...rnn.activityArgs,
    ...rnn.constraintArgs,
    ...rnn.dropoutArgs,
    seed: rnn.seedArg,
    ...rnn.sequenceArgs,
    reset_after: arg.bool(true, {
      doc: 'Whether the reset gate acts after the matrix product; off is the original form.',
    }),
    zero_output_for_mask: rnn.maskArg,
  },
  masking: 'own',
  card: (c) => rnn.recurrentCard(c),
  check: (c, inputs) => rnn.checkRecurrent(c, inputs, 1),
  build(b, c, [x]) {
    const columns = GATES * c.units;
    rnn.buildCell(b, c, (x as ValueType).shape[2] as number, GATES, {
      shape: c.reset_after ? [2, columns] : [columns],
    });
    b.seedGenerator(rnn.SEED, c.seed);
  },
  call(ctx, c, inputs) {
    const u = c.units;
    const x = inputs[0] as Tensor;
    const drops = rnn.drawDrops(ctx, c, x, GATES);
    const kernel = ctx.weight('cell/recurrent_kernel');
    const bias = c.use_bias ? ctx.weight('cell/bias') : null;
    const row = (i: number): Tensor | null =>
      bias && c.reset_after ? ops.squeeze(ops.sliceAxis(bias, 0, i, i + 1), 0) : null;
    const stateBias = row(1);
    const factors = drops.state ?? [];
    // After: one product for all gates. Before: the candidate's product waits for the reset gate.
    const whole = drops.state ? [0, 1, 2].map((i) => rnn.gate(kernel, i, u)) : [kernel];
    const split = drops.state ? whole : [ops.sliceAxis(kernel, -1, 0, 2 * u), rnn.gate(kernel, 2, u)];
    const matrices = c.reset_after ? whole : split;
    return rnn.runRecurrent(ctx, c, inputs, {
      projected: rnn.projectInputs(
        rnn.timeMajor(x),
        ctx.weight('cell/kernel'),
        c.reset_after ? row(0) : bias,
        drops,
        u,
      ),
      constants: [...matrices, ...factors, ...(stateBias ? [stateBias] : [])],
      states: 1,
      step: (z, states, constants) => {
        const h = states[0] as Tensor;
        const m = constants.slice(0, matrices.length);
        const f = constants.slice(m.length, m.length + factors.length);
        const b = constants[m.length + factors.length];
        const gated = c.reset_after ? m : m.slice(0, -1);
        const product = rnn.projectState(h, gated, f);
        const inner = b ? ops.add(product, b) : product;
        const open = (i: number): Tensor =>
          activate(c.recurrent_activation, ops.add(rnn.gate(z, i, u), rnn.gate(inner, i, u)));
        const [update, reset] = [open(0), open(1)];
        const candidateState = (): Tensor => {
          if (c.reset_after) return ops.mul(reset, rnn.gate(inner, 2, u));
          const damped = f[2] ? ops.mul(h, f[2]) : h;
          return ops.matmul(ops.mul(reset, damped), m[m.length - 1] as Tensor);
        };
        const candidate = activate(c.activation, ops.add(rnn.gate(z, 2, u), candidateState()));
        return [ops.add(ops.mul(update, h), ops.mul(ops.sub(1, update), candidate))];
      },
    });
  },
  arithmetic: (c, [x]) => rnn.recurrentArithmetic(c, (x as ValueType).shape[2] as number, GATES, c.reset_after ? 2 : 1),
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
      name: 'penalties and constraints',
      config: {
        units: 3,
        unroll: true,
        kernel_initializer: { className: 'HeNormal', config: { seed: 1 } },
        recurrent_initializer: { className: 'RandomUniform', config: { minval: -0.5, maxval: 0.5, seed: 2 } },
        bias_initializer: { className: 'RandomUniform', config: { seed: 3 } },
        kernel_regularizer: { className: 'L2', config: { l2: 0.1 } },
        recurrent_regularizer: { className: 'L1', config: { l1: 0.05 } },
        bias_regularizer: { className: 'L2', config: { l2: 0.2 } },
        activity_regularizer: { className: 'L2', config: { l2: 0.03 } },
        kernel_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
        recurrent_constraint: 'non_neg',
        bias_constraint: 'non_neg',
      },
      inputs: [{ shape: [2, 3, 2] }],
      training: true,
    },
  ],
});
