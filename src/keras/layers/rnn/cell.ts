/** What the cells have in common as layers of their own: one step from an input and states to new states. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import type { ObjectValue } from '../../core/args';
import type { CallContext, LayerBuilder, LayerParts } from '../../core/definitions';
import { resolve } from '../../core/registry';
import {
  GRU_GATES,
  type GruConfig,
  gruBias,
  gruRecurrence,
  LSTM_GATES,
  type LstmConfig,
  lstmBias,
  lstmRecurrence,
  type Recurrence,
  simpleRecurrence,
} from './recurrences';
import type { CellConfig, Draws, Drops } from './recurrent';
import * as rnn from './recurrent';

export const CELL_SEED = 'seed_generator';
export const STACK = 'StackedRNNCells';

type Weight = (name: string) => Tensor;

interface CellKind {
  readonly gates: number;
  readonly states: number;
  bias(c: CellConfig): Parameters<typeof rnn.buildCell>[4];
  recurrence(c: CellConfig, weight: Weight, drops: Drops): Recurrence;
}

export const CELLS: { readonly [className: string]: CellKind } = {
  SimpleRNNCell: {
    gates: 1,
    states: 1,
    bias: (c) => ({ shape: [c.units] }),
    recurrence: (c, weight, drops) => simpleRecurrence(c as LstmConfig, weight, drops),
  },
  GRUCell: {
    gates: GRU_GATES,
    states: 1,
    bias: (c) => gruBias(c as GruConfig),
    recurrence: (c, weight, drops) => gruRecurrence(c as GruConfig, weight, drops),
  },
  LSTMCell: {
    gates: LSTM_GATES,
    states: 2,
    bias: (c) => lstmBias(c.units, (c as LstmConfig).unit_forget_bias, c.bias_initializer),
    recurrence: (c, weight, drops) => lstmRecurrence(c as LstmConfig, weight, drops),
  },
};

export const kindOf = (name: string): CellKind => {
  const kind = CELLS[name];
  if (!kind) throw new Error(`${name} is no cell.`);
  return kind;
};

/** One cell of a stack of one or more. */
export interface Cell {
  readonly name: string;
  readonly value: ObjectValue;
  readonly config: CellConfig;
  readonly kind: CellKind;
  /** Where its variables lie inside the stack: empty for a cell alone. */
  readonly prefix: string;
}

const SNAKE: { readonly [className: string]: string } = {
  SimpleRNNCell: 'simple_rnn_cell',
  GRUCell: 'gru_cell',
  LSTMCell: 'lstm_cell',
};

/** The cells of a stack, named as Keras' weight files name them, or null where one is no cell. */
export function cellsOfList(values: readonly ObjectValue[]): Cell[] | null {
  const used = new Map<string, number>();
  const cells = values.map((value) => {
    const { definition, config } = resolve('layer', value);
    const kind = CELLS[definition.name];
    if (!kind) return null;
    const stem = SNAKE[definition.name] as string;
    const count = used.get(stem) ?? 0;
    used.set(stem, count + 1);
    const prefix = `cells/${count === 0 ? stem : `${stem}_${count}`}/`;
    return { name: definition.name, value, config: config as CellConfig, kind, prefix };
  });
  return cells.every((cell) => cell !== null) && cells.length > 0 ? (cells as Cell[]) : null;
}

/** The cells an argument means: one, or those of a stack; null where it is neither. */
export function cellsOf(value: ObjectValue): Cell[] | null {
  const { definition, config } = resolve('layer', value);
  if (definition.name === STACK) return cellsOfList((config as { cells: readonly ObjectValue[] }).cells ?? []);
  const kind = CELLS[definition.name];
  return kind ? [{ name: definition.name, value, config: config as CellConfig, kind, prefix: '' }] : null;
}

/** Shapes of all states without the batch, cell by cell. */
export const stateShapes = (cells: readonly Cell[]): number[][] =>
  cells.flatMap((cell) => Array.from({ length: cell.kind.states }, () => [cell.config.units]));

/** A cell with its weights and dropout at hand. */
export interface ReadyCell {
  readonly cell: Cell;
  readonly drops: Drops;
  readonly recurrence: Recurrence;
}

/** Draws dropout for each cell and reads its weights, in Keras' order. */
export function readyCells(
  cells: readonly Cell[],
  x: { readonly batch: number; readonly features: number },
  weight: (path: string) => Tensor,
  draws: (path: string) => Draws,
): ReadyCell[] {
  let features = x.features;
  return cells.map((cell) => {
    const { config, kind, prefix } = cell;
    const drops = rnn.drawDrops(draws(`${prefix}${CELL_SEED}`), config, x.batch, features, kind.gates);
    features = config.units;
    return { cell, drops, recurrence: kind.recurrence(config, (name) => weight(prefix + name), drops) };
  });
}

/** What a step within a loop reads of a cell. */
export const cellConstants = ({ recurrence: r, drops }: ReadyCell): Tensor[] => [
  r.kernel,
  ...(r.bias ? [r.bias] : []),
  ...(drops.input ?? []),
  ...r.constants,
];

/** One whole step from `cellConstants`. @returns new states; the first is the output */
export function stepCell(
  ready: ReadyCell,
  x: Tensor,
  states: readonly Tensor[],
  constants: readonly Tensor[],
): Tensor[] {
  const { recurrence: r, drops, cell } = ready;
  const rest = [...constants];
  const kernel = rest.shift() as Tensor;
  const bias = r.bias ? (rest.shift() as Tensor) : null;
  const input = drops.input ? rest.splice(0, drops.input.length) : null;
  const z = rnn.projectInputs(x, kernel, bias, { input, state: null }, cell.config.units);
  return r.step(z, states, rest);
}

// --- a cell as a layer -----------------------------------------------------------------------------------------------

export function checkCells(cells: readonly Cell[], inputs: readonly ValueType[]): Problem | null {
  const wanted = stateShapes(cells);
  const given = inputs.slice(1).map((t) => t.shape.slice(1));
  if (wanted.join(';') === given.join(';')) return null;
  return problem('cell-states', 'A cell takes one input and its states.', {
    expected: ['(None, features)', ...wanted.map((s) => formatShape([null, ...s]))].join(', '),
    received: inputs.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
  });
}

/** Declares a cell's weights and random stream in Keras' order. @param prefix where they lie */
export function buildSeededCell(
  b: LayerBuilder,
  name: string,
  c: CellConfig & { readonly seed: number | null },
  features: number,
  prefix: string,
): void {
  const kind = kindOf(name);
  const seed = (): void => b.seedGenerator(`${prefix}${CELL_SEED}`, c.seed);
  if (name === 'SimpleRNNCell') seed();
  rnn.buildCell(b, c, features, kind.gates, kind.bias(c), prefix);
  if (name !== 'SimpleRNNCell') seed();
}

/** One step of a cell by itself: the output, then the new states. */
function callCell(ctx: CallContext, name: string, c: CellConfig, inputs: readonly Tensor[]): Tensor[] {
  const [x, ...states] = inputs as [Tensor, ...Tensor[]];
  // A cell by itself draws masks in training only; the layers that loop over one draw them in any case.
  const config = ctx.training ? c : { ...c, dropout: 0, recurrent_dropout: 0 };
  const cell = { name, value: name, config, kind: kindOf(name), prefix: '' };
  const [batch, features] = x.shape as [number, number];
  const [ready] = readyCells([cell], { batch, features }, ctx.weight, (path) => rnn.drawsOf(ctx, path));
  const next = stepCell(ready as ReadyCell, x, states, cellConstants(ready as ReadyCell));
  return [next[0] as Tensor, ...next];
}

/** A GRU that resets after the product has two biases. */
export const biasRows = (name: string, c: CellConfig): number =>
  name === 'GRUCell' && (c as GruConfig).reset_after ? 2 : 1;

/** What a cell by itself is, by its class name, beside its words and arguments. */
export function cellLayer<A extends typeof rnn.seededArgs>(name: string, args: A): LayerParts<A> {
  const kind = kindOf(name);
  const parts: LayerParts<typeof rnn.seededArgs> = {
    family: 'recurrent',
    args,
    inputs: { count: 1 + kind.states, rank: 2 },
    card: (c) => [String(c.units)],
    check: (c, inputs) => checkCells([{ name, value: name, config: c, kind, prefix: '' }], inputs),
    build: (b, c, [x]) => buildSeededCell(b, name, c, (x as ValueType).shape[1] as number, ''),
    call: (ctx, c, inputs) => callCell(ctx, name, c, inputs),
    arithmetic: (c, [x]) =>
      rnn.recurrentArithmetic(c, (x as ValueType).shape[1] as number, kind.gates, biasRows(name, c)),
  };
  return { ...parts, args };
}
