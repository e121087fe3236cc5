/**
 * What the cells compute in one step: the part of a step that depends on the state, given x·W + b. Layers work x·W + b
 * out for all steps before their loop; cells alone and deeper cells of a stack do it within the step.
 */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { activate } from '../../core/activate';
import type { ObjectValue } from '../../core/args';
import type { WeightPart } from '../../core/definitions';
import type { CellConfig, Drops } from './recurrent';
import * as rnn from './recurrent';

export interface Recurrence {
  /** Kernel and bias of the input's projection. */
  readonly kernel: Tensor;
  readonly bias: Tensor | null;
  /** What the step reads beside the state. */
  readonly constants: readonly Tensor[];
  /** New states from old; the first is the output. */
  step(z: Tensor, states: readonly Tensor[], constants: readonly Tensor[]): Tensor[];
}

type Weight = (name: string) => Tensor;
type Activated = CellConfig & { readonly activation: ObjectValue | null };
type Gated = Activated & { readonly recurrent_activation: ObjectValue | null };
export type LstmConfig = Gated & { readonly unit_forget_bias: boolean };
export type GruConfig = Gated & { readonly reset_after: boolean };

export const LSTM_GATES = 4;
export const GRU_GATES = 3;

/** Shape of an LSTM's bias; with unit_forget_bias the part of the forget gate starts at one. */
export function lstmBias(
  units: number,
  forget: boolean,
  initializer: ObjectValue | null,
): { shape: number[]; parts?: WeightPart[] } {
  const shape = [LSTM_GATES * units];
  if (!forget) return { shape };
  const parts = [
    { length: units, initializer },
    { length: units, initializer: 'ones' },
    { length: 2 * units, initializer },
  ];
  return { shape, parts };
}

/** The gates of an LSTM. @param applied how activations are applied @returns output and carry */
export function lstmGates(
  c: Omit<Gated, keyof CellConfig>,
  sum: Tensor,
  carry: Tensor,
  applied: typeof activate = activate,
): [Tensor, Tensor] {
  const [i, f, candidate, o] = ops.split(sum, LSTM_GATES, -1) as [Tensor, Tensor, Tensor, Tensor];
  const open = (v: Tensor): Tensor => applied(c.recurrent_activation, v);
  const next = ops.add(ops.mul(open(f), carry), ops.mul(open(i), applied(c.activation, candidate)));
  return [ops.mul(open(o), applied(c.activation, next)), next];
}

export function lstmRecurrence(c: LstmConfig, weight: Weight, drops: Drops): Recurrence {
  const kernel = weight('recurrent_kernel');
  const factors = drops.state ?? [];
  const matrices = drops.state ? factors.map((_, i) => rnn.gate(kernel, i, c.units)) : [kernel];
  return {
    kernel: weight('kernel'),
    bias: c.use_bias ? weight('bias') : null,
    constants: [...matrices, ...factors],
    step: (z, states, constants) => {
      const [h, carry] = states as [Tensor, Tensor];
      const product = rnn.projectState(h, constants.slice(0, matrices.length), constants.slice(matrices.length));
      return lstmGates(c, ops.add(z, product), carry);
    },
  };
}

export const gruBias = (c: GruConfig): { shape: number[] } => ({
  shape: c.reset_after ? [2, GRU_GATES * c.units] : [GRU_GATES * c.units],
});

export function gruRecurrence(c: GruConfig, weight: Weight, drops: Drops): Recurrence {
  const u = c.units;
  const kernel = weight('recurrent_kernel');
  const bias = c.use_bias ? weight('bias') : null;
  const row = (i: number): Tensor | null =>
    bias && c.reset_after ? ops.squeeze(ops.sliceAxis(bias, 0, i, i + 1), 0) : null;
  const stateBias = row(1);
  const factors = drops.state ?? [];
  // After: one product for all gates. Before: the candidate's product waits for the reset gate.
  const whole = drops.state ? [0, 1, 2].map((i) => rnn.gate(kernel, i, u)) : [kernel];
  const split = drops.state ? whole : [ops.sliceAxis(kernel, -1, 0, 2 * u), rnn.gate(kernel, 2, u)];
  const matrices = c.reset_after ? whole : split;
  return {
    kernel: weight('kernel'),
    bias: c.reset_after ? row(0) : bias,
    constants: [...matrices, ...factors, ...(stateBias ? [stateBias] : [])],
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
  };
}

export function simpleRecurrence(c: Activated, weight: Weight, drops: Drops): Recurrence {
  return {
    kernel: weight('kernel'),
    bias: c.use_bias ? weight('bias') : null,
    constants: [weight('recurrent_kernel'), ...(drops.state ?? [])],
    step: (z, [h], [recurrent, factor]) => {
      const state = factor ? ops.mul(h as Tensor, factor) : (h as Tensor);
      return [activate(c.activation, ops.add(z, ops.matmul(state, recurrent as Tensor)))];
    },
  };
}
