/** StackedRNNCells: cells one upon another, stepped as one. */

import type { Json } from '../../../base/json';
import { problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import { arg, isObjectValue, type ObjectValue } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { biasRows, CELLS, type Cell, cellsOfList, checkCells, STACK, stateShapes } from './cell';
import * as rnn from './recurrent';

const isLayer = (v: Json): v is ObjectValue & Json => isObjectValue(v);

/** The cells of the argument, or null where one is none. */
const listed = (cells: readonly Json[] | null): Cell[] | null => {
  const values = (cells ?? []).filter(isLayer);
  return values.length === (cells ?? []).length ? cellsOfList(values) : null;
};

function known(cells: readonly Json[] | null): Cell[] {
  const list = listed(cells);
  if (!list) throw new Error('StackedRNNCells was used with cells that were not checked.');
  return list;
}

/** The input of each cell: the features, then the state of the cell below. */
const inputTypes = (cells: readonly Cell[], x: ValueType): ValueType[] =>
  cells.map((_, i) => ({
    shape: [x.shape[0] as number, i === 0 ? (x.shape[1] as number) : (cells[i - 1]?.config.units as number)],
    dtype: 'float32',
  }));

export default defineLayer({
  name: STACK,
  family: 'recurrent',
  summary: 'Stacks recurrent cells so that one step goes through all of them.',
  aliases: ['deep rnn', 'layers of cells'],
  inputs: { count: [2, null], rank: 2 },
  args: {
    cells: arg.layers({
      choices: Object.keys(CELLS),
      doc: 'The cells, lowest first: SimpleRNNCell, GRUCell or LSTMCell.',
    }),
  },
  card: (c) => (listed(c.cells) ?? []).slice(0, 3).map((cell) => String(cell.config.units)),
  check(c, inputs) {
    const cells = listed(c.cells);
    if (cells) return checkCells(cells, inputs);
    return problem('cells-needed', 'cells lists recurrent cells: SimpleRNNCell, GRUCell or LSTMCell.', {
      where: 'cells',
      expected: 'at least one cell',
      received: JSON.stringify(c.cells),
    });
  },
  build(b, c, inputs) {
    const cells = known(c.cells);
    const x = inputs[0] as ValueType;
    inputTypes(cells, x).forEach((type, i) => {
      const cell = cells[i] as Cell;
      const states = stateShapes([cell]).map((s) => ({
        shape: [x.shape[0] as number, ...s],
        dtype: 'float32' as const,
      }));
      b.layer(cell.prefix.slice(0, -1), cell.value, [type, ...states]);
    });
  },
  call(ctx, c, inputs) {
    let y = inputs[0] as Tensor;
    const rest = inputs.slice(1);
    const states = known(c.cells).flatMap((cell) => {
      const [output, ...next] = ctx.call(cell.prefix.slice(0, -1), [y, ...rest.splice(0, cell.kind.states)]).outputs;
      y = output as Tensor;
      return next;
    });
    return [y, ...states];
  },
  arithmetic(c, [x]) {
    const cells = known(c.cells);
    return inputTypes(cells, x as ValueType).flatMap((type, i) => {
      const { config, kind, name } = cells[i] as Cell;
      return rnn.recurrentArithmetic(config, type.shape[1] as number, kind.gates, biasRows(name, config));
    });
  },
  cases: [
    {
      name: 'two LSTM cells',
      config: {
        cells: [
          { className: 'LSTMCell', config: { units: 3 } },
          { className: 'LSTMCell', config: { units: 2 } },
        ],
      },
      inputs: [{ shape: [2, 4] }, { shape: [2, 3] }, { shape: [2, 3] }, { shape: [2, 2] }, { shape: [2, 2] }],
    },
    {
      name: 'three kinds',
      config: {
        cells: [
          { className: 'GRUCell', config: { units: 2 } },
          { className: 'SimpleRNNCell', config: { units: 3, activation: 'relu' } },
          { className: 'LSTMCell', config: { units: 2 } },
        ],
      },
      inputs: [{ shape: [2, 3] }, { shape: [2, 2] }, { shape: [2, 3] }, { shape: [2, 2] }, { shape: [2, 2] }],
    },
  ],
});
