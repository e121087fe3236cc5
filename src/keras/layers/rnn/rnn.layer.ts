/** RNN: steps any cell, or a stack of cells, through a sequence. */

import type { JsonObject } from '../../../base/json';
import { type Problem, problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import { type CallContext, defineLayer, type Variable } from '../../core/definitions';
import {
  biasRows,
  CELLS,
  type Cell,
  cellConstants,
  cellsOf,
  type ReadyCell,
  readyCells,
  STACK,
  stateShapes,
  stepCell,
} from './cell';
import * as rnn from './recurrent';

const CELL = 'cell';

const stackOf = (...cells: JsonObject[]): JsonObject => ({ className: 'StackedRNNCells', config: { cells } });

const args = {
  cell: arg.layer({
    choices: [...Object.keys(CELLS), STACK],
    doc: 'The cell: SimpleRNNCell, GRUCell, LSTMCell, or StackedRNNCells for several.',
  }),
  ...rnn.sequenceArgs,
  zero_output_for_mask: rnn.maskArg,
};
type Config = ArgValues<typeof args>;

function known(c: Config): Cell[] {
  const cells = cellsOf(c.cell);
  if (!cells) throw new Error('RNN was used with a cell that was not checked.');
  return cells;
}

function checkRnn(c: Config, inputs: readonly ValueType[]): Problem | null {
  const cells = cellsOf(c.cell);
  if (!cells) {
    return problem('cells-needed', 'RNN steps a cell: SimpleRNNCell, GRUCell, LSTMCell or StackedRNNCells.', {
      where: 'cell',
      expected: 'a cell',
      received: typeof c.cell === 'string' ? c.cell : c.cell.className,
    });
  }
  const [x, ...initial] = inputs;
  if (x?.shape.length !== 3) {
    return problem('sequence-needed', 'RNN reads sequences: steps of features.', {
      expected: '(None, steps, features)',
      received: formatShape([null, ...(x?.shape.slice(1) ?? [])]),
    });
  }
  const wanted = stateShapes(cells);
  if (initial.length > 0 && wanted.join(';') !== initial.map((t) => t.shape.slice(1)).join(';')) {
    return problem('initial-state', 'The initial state has one tensor per state of the cells.', {
      expected: wanted.map((s) => formatShape([null, ...s])).join(', '),
      received: initial.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
    });
  }
  return null;
}

/** A step through all cells. The first cell's projection of the input is worked out before the loop. */
function stepper(
  ready: readonly ReadyCell[],
): (z: Tensor, states: readonly Tensor[], constants: readonly Tensor[]) => Tensor[] {
  return (z, states, constants) => {
    const [first, ...deeper] = ready as [ReadyCell, ...ReadyCell[]];
    const rest = [...constants];
    const old = [...states];
    const next = first.recurrence.step(
      z,
      old.splice(0, first.cell.kind.states),
      rest.splice(0, first.recurrence.constants.length),
    );
    let y = next[0] as Tensor;
    for (const r of deeper) {
      const made = stepCell(r, y, old.splice(0, r.cell.kind.states), rest.splice(0, cellConstants(r).length));
      y = made[0] as Tensor;
      next.push(...made);
    }
    return next;
  };
}

function variableOf(ctx: CallContext, path: string): Variable {
  const v = ctx.innerVariables(CELL).get(path);
  if (!v) throw new Error(`The cell has no variable ${path}.`);
  return v;
}

export default defineLayer({
  name: 'RNN',
  family: 'recurrent',
  summary: 'Steps a recurrent cell, or a stack of them, through a sequence.',
  aliases: ['recurrent', 'deep rnn', 'custom cell', 'stacked'],
  inputs: { count: [1, null], minRank: 2 },
  args,
  masking: 'own',
  card: (c) => [
    (cellsOf(c.cell) ?? []).map((cell) => cell.config.units).join(' → '),
    c.return_sequences ? 'every step' : null,
  ],
  check: (c, inputs) => checkRnn(c, inputs),
  build(b, c, [x]) {
    const [batch, , features] = (x as ValueType).shape as [number, number, number];
    const states = stateShapes(known(c)).map((s) => ({ shape: [batch, ...s], dtype: 'float32' as const }));
    b.layer(CELL, c.cell, [{ shape: [batch, features], dtype: 'float32' }, ...states]);
    rnn.buildStates(b, c, batch, stateShapes(known(c)));
  },
  call(ctx, c, inputs) {
    const x = inputs[0] as Tensor;
    const [batch, , features] = x.shape as [number, number, number];
    const cells = known(c);
    const ready = readyCells(
      cells,
      { batch, features },
      (path) => ctx.read(variableOf(ctx, path)),
      (path) => ({ training: ctx.training, nextKey: () => ctx.nextKey(variableOf(ctx, path)) }),
    );
    const [first, ...deeper] = ready as [ReadyCell, ...ReadyCell[]];
    const { kernel, bias, constants } = first.recurrence;
    return rnn.runRecurrent(ctx, c, inputs, {
      sequence: rnn.projectInputs(rnn.timeMajor(x), kernel, bias, first.drops, first.cell.config.units),
      constants: [...constants, ...deeper.flatMap(cellConstants)],
      states: stateShapes(cells),
      output: cells.slice(0, -1).reduce((n, cell) => n + cell.kind.states, 0),
      step: stepper(ready),
    });
  },
  arithmetic(c, [x]) {
    let features = (x as ValueType).shape[2] as number;
    return known(c).flatMap(({ config, kind, name }) => {
      const lines = rnn.recurrentArithmetic(config, features, kind.gates, biasRows(name, config));
      features = config.units;
      return lines;
    });
  },
  cases: [
    {
      name: 'an LSTM cell',
      config: { cell: { className: 'LSTMCell', config: { units: 3 } } },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'a stack, every step and the states, backwards',
      config: {
        cell: stackOf({ className: 'LSTMCell', config: { units: 3 } }, { className: 'GRUCell', config: { units: 2 } }),
        return_sequences: true,
        return_state: true,
        go_backwards: true,
      },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'a stack, masked, padding put out as zero',
      config: {
        cell: stackOf(
          { className: 'SimpleRNNCell', config: { units: 2 } },
          { className: 'SimpleRNNCell', config: { units: 3 } },
        ),
        zero_output_for_mask: true,
      },
      inputs: [{ shape: [3, 4, 2], mask: [3, 4] }],
    },
    {
      name: 'dropout in a stack',
      config: {
        cell: stackOf(
          { className: 'LSTMCell', config: { units: 3, dropout: 0.4, recurrent_dropout: 0.3, seed: 5 } },
          { className: 'GRUCell', config: { units: 2, dropout: 0.5, seed: 6 } },
        ),
        return_sequences: true,
      },
      inputs: [{ shape: [2, 3, 4] }],
      training: true,
    },
    {
      name: 'stateful: the second batch of one sequence',
      config: { cell: { className: 'LSTMCell', config: { units: 2 } }, stateful: true },
      inputs: [{ shape: [2, 3, 3] }],
      extra: { calls: 2 },
    },
    {
      name: 'stateful, a stack',
      config: {
        cell: stackOf({ className: 'LSTMCell', config: { units: 3 } }, { className: 'GRUCell', config: { units: 2 } }),
        stateful: true,
        return_state: true,
      },
      inputs: [{ shape: [2, 3, 3] }],
      extra: { calls: 3 },
    },
    {
      name: 'dropout at inference',
      config: { cell: { className: 'SimpleRNNCell', config: { units: 2, dropout: 0.4, seed: 5 } }, unroll: true },
      inputs: [{ shape: [2, 3, 4] }],
    },
    {
      name: 'initial state',
      config: { cell: { className: 'GRUCell', config: { units: 2 } } },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 2] }],
    },
  ],
});
