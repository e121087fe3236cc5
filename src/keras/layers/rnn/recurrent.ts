/**
 * What the recurrent layers share: Keras' arguments, the cell's weights, and the loop over time. All that does not
 * depend on the state, x·W + b of every step, is one matrix product before the loop; the body is left with h·U and gates.
 */
import { type Problem, ProblemError, problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import type { CallContext, LayerBuilder, WeightPart } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { dropout } from '../regularization/dropout';

export const unitsArg = arg.int(undefined, { min: 1, doc: 'Size of the state and of the output.' });
export const activationArg = arg.activation('tanh', { doc: 'Nonlinearity of the state; none means identity.' });
export const gateArg = arg.activation('sigmoid', { doc: 'Nonlinearity of the gates.' });
export const biasArg = arg.bool(true, { doc: 'Whether a learned bias is added.' });

export const initializerArgs = {
  kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the input weights.' }),
  recurrent_initializer: arg.initializer('orthogonal', { doc: 'Starting values of the weights from state to state.' }),
  bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the bias.', rare: true }),
};

export const regularizerArgs = {
  kernel_regularizer: arg.regularizer({ doc: 'Penalty on the input weights, added to the loss.', rare: true }),
  recurrent_regularizer: arg.regularizer({ doc: 'Penalty on the state weights, added to the loss.', rare: true }),
  bias_regularizer: arg.regularizer({ doc: 'Penalty on the bias, added to the loss.', rare: true }),
};

/** Keras' SimpleRNN takes this argument too, but forgets it; there it is not offered. */
export const activityArgs = {
  activity_regularizer: arg.regularizer({ doc: 'Penalty on the output, added to the loss.', rare: true }),
};

export const constraintArgs = {
  kernel_constraint: arg.constraint({ doc: 'Projection applied to the input weights after each update.', rare: true }),
  recurrent_constraint: arg.constraint({
    doc: 'Projection applied to the state weights after each update.',
    rare: true,
  }),
  bias_constraint: arg.constraint({ doc: 'Projection applied to the bias after each update.', rare: true }),
};

export const dropoutArgs = {
  dropout: arg.float(0, {
    min: 0,
    max: 1,
    doc: 'Share of input features zeroed while training, the same at every step.',
  }),
  recurrent_dropout: arg.float(0, {
    min: 0,
    max: 1,
    doc: 'Share of the state zeroed while training, the same at every step.',
  }),
};

export const seedArg = arg.int(null, {
  doc: 'Fixes the dropout draws; none takes a seed from the project.',
  rare: true,
});

export const sequenceArgs = {
  return_sequences: arg.bool(false, { doc: 'Whether every step is put out, not just the last.' }),
  return_state: arg.bool(false, { doc: 'Whether the final state is put out as well.' }),
  go_backwards: arg.bool(false, { doc: 'Whether the sequence is read from its end.' }),
  stateful: arg.bool(false, {
    doc: 'Whether a batch goes on from the states the one before ended with, row by row: for long sequences cut in pieces. Leave the rows unshuffled; ResetStates starts epochs afresh.',
    rare: true,
  }),
  unroll: arg.bool(false, {
    doc: 'Written out step by step in Keras; here it only changes how padding steps are put out.',
    rare: true,
  }),
};

export const forgetArg = arg.bool(true, {
  doc: 'Whether the forget gate starts open: 1 is its starting bias.',
  rare: true,
});
export const resetArg = arg.bool(true, {
  doc: 'Whether the reset gate acts after the matrix product; off is the original form.',
});

/** What a cell without gates, and one with gates, takes first. */
export const plainArgs = { units: unitsArg, activation: activationArg, use_bias: biasArg, ...initializerArgs };
export const gatedArgs = {
  units: unitsArg,
  activation: activationArg,
  recurrent_activation: gateArg,
  use_bias: biasArg,
  ...initializerArgs,
};
/** What follows in all cells, and in the layers with gates. */
export const cellArgs = { ...regularizerArgs, ...constraintArgs, ...dropoutArgs };
export const layerArgs = {
  ...regularizerArgs,
  ...activityArgs,
  ...constraintArgs,
  ...dropoutArgs,
  seed: seedArg,
  ...sequenceArgs,
};

export const maskArg = arg.bool(false, {
  doc: 'Whether the output of a padding step is zero; otherwise it repeats the step before.',
  rare: true,
});

const ofCell = {
  units: unitsArg,
  use_bias: biasArg,
  ...initializerArgs,
  ...regularizerArgs,
  ...constraintArgs,
  ...dropoutArgs,
};
const ofSequence = { ...sequenceArgs, zero_output_for_mask: maskArg };
/** What all cells by themselves share, and what all layers that step through time with one share. */
export const seededArgs = { ...ofCell, seed: seedArg };
export const recurrentArgs = { ...seededArgs, ...ofSequence };
export type CellConfig = ArgValues<typeof ofCell>;
/** How a layer steps through time, whatever the cell. */
export type SequenceConfig = ArgValues<typeof ofSequence>;
export type RecurrentConfig = CellConfig & SequenceConfig;

export const recurrentCard = (c: RecurrentConfig): (string | null)[] => [
  String(c.units),
  c.return_sequences ? 'every step' : null,
  c.go_backwards ? 'backwards' : null,
];

/** How many inputs a layer with `states` states takes: the sequence alone, or with initial states. */
export const recurrentInputs = (states: number) => ({ count: [1, 1 + states] as const, minRank: 2 });

export function checkRecurrent(c: RecurrentConfig, inputs: readonly ValueType[], states: number): Problem | null {
  const [sequence, ...initial] = inputs;
  const shape = sequence?.shape ?? [];
  if (shape.length !== 3) {
    const steps = shape[1] as number;
    const fixes = [
      {
        label: 'Insert Reshape',
        action: 'insert-layer-before',
        params: { className: 'Reshape', config: { target_shape: [steps, shape.length === 2 ? 1 : -1] } },
      },
    ];
    return problem(
      'sequence-needed',
      `A recurrent layer reads a sequence of steps, but it receives ${formatShape([null, ...shape.slice(1)])}. If the layer before is recurrent, let it return sequences.`,
      {
        expected: '(None, steps, features)',
        received: formatShape([null, ...shape.slice(1)]),
        fixes,
      },
    );
  }
  if (
    initial.length > 0 &&
    (initial.length !== states || initial.some((s) => s.shape.length !== 2 || s.shape[1] !== c.units))
  ) {
    return problem(
      'initial-state',
      `The initial state is ${states === 1 ? 'one tensor' : `${states} tensors`} of shape (None, ${c.units}).`,
      {
        expected: Array.from({ length: states }, () => `(None, ${c.units})`).join(', '),
        received: initial.map((s) => formatShape([null, ...s.shape.slice(1)])).join(', '),
      },
    );
  }
  return null;
}

/**
 * Declares a cell's weights.
 * @param gates matrices side by side in the kernels
 * @param prefix where they lie: recurrent layers keep them in an inner layer called `cell`
 */
export function buildCell(
  b: LayerBuilder,
  c: CellConfig,
  features: number,
  gates: number,
  bias: { readonly shape: readonly number[]; readonly parts?: readonly WeightPart[] },
  prefix = CELL,
): void {
  const columns = gates * c.units;
  b.weight({ name: `${prefix}kernel`, shape: [features, columns], ...weightArgs(c, 'kernel') });
  b.weight({ name: `${prefix}recurrent_kernel`, shape: [c.units, columns], ...weightArgs(c, 'recurrent') });
  if (!c.use_bias) {
    b.droppedInitializer(c.bias_initializer);
    return;
  }
  b.weight({ name: `${prefix}bias`, ...bias, ...weightArgs(c, 'bias') });
}

export const CELL = 'cell/';
export const SEED = 'cell/seed_generator';

/** Where a cell's dropout comes from. */
export interface Draws {
  readonly training: boolean;
  nextKey(): Tensor;
}

export const drawsOf = (ctx: CallContext, generator = SEED): Draws => ({
  training: ctx.training,
  nextKey: () => ctx.nextKey(generator),
});

/** Dropout factors for one state or input, one per gate when `count` is above 1; null when nothing is dropped. */
export function dropoutFactors(draws: Draws, rate: number, like: readonly number[], count: number): Tensor[] | null {
  if (rate === 0) return null;
  if (draws.training) return Array.from({ length: count }, () => dropout(ops.ones(like), rate, () => draws.nextKey()));
  // Keras draws at inference too and leaves the draws unused: the stream moves on.
  if (rate < 1) for (let i = 0; i < count; i++) draws.nextKey();
  return null;
}

export interface Drops {
  /** Factors on the input: one for all gates, or one per gate. */
  readonly input: readonly Tensor[] | null;
  readonly state: readonly Tensor[] | null;
}

/**
 * Draws this call's dropout, as Keras' cells do: one mask for all gates, or one per gate once the state is dropped too.
 * The gated cells drop nothing at a rate of 1; SimpleRNN drops everything then.
 */
export function drawDrops(
  draws: Draws,
  c: Pick<CellConfig, 'units' | 'dropout' | 'recurrent_dropout'>,
  batch: number,
  features: number,
  gates: number,
): Drops {
  const count = c.recurrent_dropout === 0 ? 1 : gates;
  const applied = (rate: number): boolean => gates === 1 || rate < 1;
  const input = dropoutFactors(draws, c.dropout, [batch, features], count);
  const state = dropoutFactors(draws, c.recurrent_dropout, [batch, c.units], count);
  return { input: applied(c.dropout) ? input : null, state: applied(c.recurrent_dropout) ? state : null };
}

/** Columns of gate `i`. */
export const gate = (m: Tensor, i: number, units: number): Tensor => ops.sliceAxis(m, -1, i * units, (i + 1) * units);

/**
 * x·W + b for every step at once.
 * @param x [steps, batch, features]
 * @returns [steps, batch, columns]
 */
export function projectInputs(x: Tensor, kernel: Tensor, bias: Tensor | null, drops: Drops, units: number): Tensor {
  const factors = drops.input;
  const dropped = (i: number): Tensor => (factors ? ops.mul(x, factors[i] as Tensor) : x);
  const z =
    factors && factors.length > 1
      ? ops.concat(
          factors.map((_, i) => ops.dense(dropped(i), gate(kernel, i, units))),
          -1,
        )
      : ops.dense(dropped(0), kernel);
  return bias ? ops.add(z, bias) : z;
}

/** h times the gates' columns of the state weights, the state dropped per gate where that was drawn. */
export function projectState(h: Tensor, recurrent: readonly Tensor[], factors: readonly Tensor[]): Tensor {
  if (recurrent.length === 1) return ops.matmul(h, recurrent[0] as Tensor);
  return ops.concat(
    recurrent.map((u, i) => ops.matmul(ops.mul(h, factors[i] as Tensor), u)),
    -1,
  );
}

export interface RecurrentRun {
  /** What each step reads, [steps, batch, ...]: x·W + b where it can be worked out before the loop. */
  readonly sequence: Tensor;
  /** What the body reads beside the state. */
  readonly constants: readonly Tensor[];
  /** Shapes of the states without the batch. */
  readonly states: readonly (readonly number[])[];
  /** Which state is the step's output; the first when absent. */
  readonly output?: number;
  /** New states from old. */
  readonly step: (z: Tensor, states: readonly Tensor[], constants: readonly Tensor[]) => Tensor[];
}

const stateName = (i: number): string => `rnn_state_${i}`;

/** Declares what a stateful layer carries from batch to batch. `states` are shapes without the batch. */
export function buildStates(
  b: LayerBuilder,
  c: Pick<SequenceConfig, 'stateful'>,
  batch: number,
  states: readonly (readonly number[])[],
): void {
  if (!c.stateful) return;
  states.forEach((shape, i) => {
    b.state(stateName(i), [batch, ...shape]);
  });
}

/**
 * The states a stateful layer's last call ended with. A smaller batch goes on with as many of the first rows.
 * @throws ProblemError when there are more rows than states
 */
function keptStates(ctx: CallContext, batch: number, count: number): Tensor[] {
  return Array.from({ length: count }, (_, i) => {
    const kept = ctx.weight(stateName(i));
    const rows = kept.shape[0] as number;
    if (batch <= rows) return batch === rows ? kept : ops.sliceAxis(kept, 0, 0, batch);
    throw new ProblemError(
      // Wrappers that make rows of steps do this; a fix would name an argument of theirs.
      problem('stateful-batch', 'A stateful layer keeps a state for each row of the batch; here it gets more rows.', {
        where: 'stateful',
        expected: `at most ${rows} rows at once`,
        received: `${batch} rows`,
      }),
    );
  });
}

/** Keeps the states a call ended with; the rows a smaller batch does not have stay as they were. */
function keepStates(ctx: CallContext, states: readonly Tensor[]): void {
  states.forEach((state, i) => {
    const kept = ctx.weight(stateName(i));
    const [rows, batch] = [kept.shape[0] as number, state.shape[0] as number];
    ctx.assign(stateName(i), batch === rows ? state : ops.concat([state, ops.sliceAxis(kept, 0, batch, rows)], 0));
  });
}

/**
 * Steps through time. A masked step leaves the state as it was.
 * @param inputs the sequence and, if given, initial states; with those Keras applies no mask
 * @returns the output and, with return_state, the final states
 */
export function runRecurrent(
  ctx: CallContext,
  c: SequenceConfig,
  inputs: readonly Tensor[],
  run: RecurrentRun,
): Tensor[] {
  const [x, ...given] = inputs as [Tensor, ...Tensor[]];
  const [batch, steps] = x.shape as [number, number];
  const at = run.output ?? 0;
  const kept = c.stateful ? keptStates(ctx, batch, run.states.length) : null;
  const initial = given.length ? given : (kept ?? run.states.map((shape) => ops.zeros([batch, ...shape])));
  const mask = given.length ? null : (ctx.masks[0] ?? null);
  const present = mask ? ops.transpose(mask, [1, 0]) : null;
  const zeroed = c.zero_output_for_mask && !c.unroll;
  /** Where a step is present, spread over a state. */
  const over = (here: Tensor, state: Tensor): Tensor =>
    ops.reshape(here, [batch, ...state.shape.slice(1).map(() => 1)]);
  const { carries, outputs } = ops.loop(
    (constants, states, [z, here]) => {
      const next = run.step(z as Tensor, states, constants);
      const passed = here ? next.map((s, i) => ops.where(over(here, s), s, states[i] as Tensor)) : next;
      const made = next[at] as Tensor;
      const output = here && zeroed ? ops.where(over(here, made), made, 0) : (passed[at] as Tensor);
      return { carries: passed, outputs: c.return_sequences ? [output] : [] };
    },
    run.constants,
    initial,
    present ? [run.sequence, present] : [run.sequence],
    { reverse: c.go_backwards, length: steps },
  );
  if (c.stateful) keepStates(ctx, carries);
  ctx.setMask(c.return_sequences ? (ctx.masks[0] ?? null) : null);
  const states = c.return_state ? carries : [];
  // Which steps give something: unrolled, Keras begins with zeros rather than with the state kept from the last batch.
  const told = zeroed ? present : present && c.unroll && c.stateful ? begun(present, c.go_backwards) : null;
  const sequence = outputs[0];
  if (sequence) {
    const heard = told && !zeroed ? ops.where(spread(told, sequence), sequence, 0) : sequence;
    const y = timeMajor(heard);
    return [c.go_backwards ? ops.reverse(y, [1]) : y, ...states];
  }
  const last = carries[at] as Tensor;
  if (!told) return [last, ...states];
  const final = c.go_backwards ? 0 : steps - 1;
  return [ops.where(over(ops.sliceAxis(told, 0, final, final + 1), last), last, 0), ...states];
}

/** [steps, batch] given the axes of [steps, batch, ...]. */
const spread = (here: Tensor, like: Tensor): Tensor =>
  ops.reshape(here, [...here.shape, ...like.shape.slice(2).map(() => 1)]);

/** Where the first present step has come: [steps, batch]. */
const begun = (present: Tensor, backwards: boolean): Tensor =>
  ops.gt(ops.cumsum(ops.where(present, ops.full(present.shape, 1), 0), 0, backwards), 0);

/** Weights of the cell spelt out: `480 = 4·((3 + 10)·10 + 10)`. */
export function recurrentArithmetic(c: CellConfig, features: number, gates: number, biases: number): string[] {
  const u = c.units;
  const bias = c.use_bias ? biases * u : 0;
  const total = gates * ((features + u) * u + bias);
  const inner = `(${features} + ${u})·${u}${bias ? ` + ${biases > 1 ? `${biases}·` : ''}${u}` : ''}`;
  return [gates === 1 ? `${total} = ${inner}` : `${total} = ${gates}·(${inner})`];
}

/** [batch, steps, ...] -> [steps, batch, ...], and back. */
export const timeMajor = (x: Tensor): Tensor => ops.transpose(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
