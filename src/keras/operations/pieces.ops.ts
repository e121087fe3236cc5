/** Operations of `keras.ops` that cut, lay out, surround and pick values; axis 0 is the batch. */

import type { Json } from '../../base/json';
import { problem } from '../../base/problem';
import { normalizeAxis, sizeOf } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { type Literal, literal } from '../layers/preprocessing/literal';
import { operation } from './operation';

const ANY = { dtype: 'any' } as const;
const family = 'reshaping';

const listOf = (v: number | readonly number[]): number[] => (typeof v === 'number' ? [v] : [...v]);

/** Where the pieces of an axis end: equal ones by their number, or places to cut at. */
function cuts(size: number, given: number | readonly number[]): number[] {
  if (typeof given !== 'number') return [...given.map((v) => Math.min(size, v < 0 ? Math.max(0, v + size) : v)), size];
  if (size % given !== 0) throw new Error(`An axis of ${size} does not split into ${given} equal parts.`);
  return Array.from({ length: given }, (_, i) => ((i + 1) * size) / given);
}

/** Copies side by side along each axis; missing counts and missing axes are ones in front, as in NumPy. */
function tiled(x: Tensor, repeats: readonly number[]): Tensor {
  const rank = Math.max(x.rank, repeats.length);
  const front = (list: readonly number[]): number[] => [...new Array<number>(rank - list.length).fill(1), ...list];
  const [shape, times] = [front(x.shape), front(repeats)];
  const spread = ops.broadcastTo(
    ops.reshape(
      x,
      shape.flatMap((d) => [1, d]),
    ),
    shape.flatMap((d, i) => [times[i] as number, d]),
  );
  return ops.reshape(
    spread,
    shape.map((d, i) => d * (times[i] as number)),
  );
}

/** What leaves an axis at one end comes in at the other. */
function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  const size = x.shape[at] as number;
  const by = size === 0 ? 0 : ((shift % size) + size) % size;
  if (by === 0) return x;
  return ops.concat([ops.sliceAxis(x, at, size - by, size), ops.sliceAxis(x, at, 0, size - by)], at);
}

/** Low and high margin of each axis, from a number, a pair or a pair per axis. */
function margins(given: Literal, rank: number): [number, number][] {
  const rows = typeof given === 'number' ? [[given, given]] : typeof given[0] === 'number' ? [given] : given;
  const pairs = rows.map((row) => {
    const [low, high] = row as readonly Json[];
    return [Number(low), Number(high ?? low)] as [number, number];
  });
  if (pairs.length !== 1 && pairs.length !== rank)
    throw new Error(`pad_width has ${pairs.length} pairs for ${rank} axes.`);
  return Array.from({ length: rank }, (_, i) => pairs[i % pairs.length] as [number, number]);
}

/** Margins that mirror what lies inside, with the edge (symmetric) or without it (reflect). */
function mirrored(x: Tensor, pads: readonly (readonly [number, number])[], edge: 0 | 1): Tensor {
  return pads.reduce((y, [low, high], axis) => {
    const size = y.shape[axis] as number;
    if (Math.max(low, high) > size - 1 + edge)
      throw new Error(`A margin of ${Math.max(low, high)} mirrors more than there is.`);
    const turned = (from: number, to: number) => ops.reverse(ops.sliceAxis(y, axis, from, to), [axis]);
    const parts = [
      ...(low > 0 ? [turned(1 - edge, low + 1 - edge)] : []),
      y,
      ...(high > 0 ? [turned(size - high - 1 + edge, size - 1 + edge)] : []),
    ];
    return ops.concat(parts, axis);
  }, x);
}

type Margin = 'edge' | 'wrap' | 'maximum' | 'minimum' | 'mean';

/** An axis with the edge, what lies at the other end, or one of its figures on both sides. */
function surrounded(x: Tensor, low: number, high: number, axis: number, mode: Margin): Tensor {
  const size = x.shape[axis] as number;
  if (low + high === 0) return x;
  if (mode === 'wrap') {
    const times = Math.ceil(low / size) + 1 + Math.ceil(high / size);
    const before = Math.ceil(low / size) * size - low;
    const row = ops.concat(new Array<Tensor>(times).fill(x), axis);
    return ops.sliceAxis(row, axis, before, before + low + size + high);
  }
  const figure = { maximum: ops.max, minimum: ops.min, mean: ops.mean };
  const margin = (width: number, place: number): Tensor[] => {
    if (width === 0) return [];
    const one = mode === 'edge' ? ops.sliceAxis(x, axis, place, place + 1) : figure[mode](x, axis, true);
    return [ops.broadcastTo(one, x.shape.map((d, i) => (i === axis ? width : d)))]; // biome-ignore format: one shape
  };
  return ops.concat([...margin(low, 0), x, ...margin(high, size - 1)], axis);
}

/** Rows of one axis by whole numbers; those below zero count from the end. */
function taken(x: Tensor, indices: Tensor, axis: number | null): Tensor {
  const input = axis === null ? ops.reshape(x, [sizeOf(x.shape)]) : x;
  const at = normalizeAxis(axis ?? 0, input.rank);
  const rest = input.shape.map((_, i) => i).filter((i) => i !== at);
  const size = input.shape[at] as number;
  const table = ops.reshape(ops.transpose(input, [at, ...rest]), [
    size,
    sizeOf(rest.map((i) => input.shape[i] as number)),
  ]);
  const whole = ops.convert(indices, 'int32');
  const rows = ops.gather(
    table,
    ops.reshape(ops.where(ops.lt(whole, 0), ops.add(whole, size), whole), [sizeOf(whole.shape)]),
  );
  const made = ops.reshape(rows, [...whole.shape, ...rest.map((i) => input.shape[i] as number)]);
  const [found, before] = [whole.shape.map((_, i) => i), rest.map((_, i) => i + whole.rank)];
  return ops.transpose(made, [...before.slice(0, at), ...found, ...before.slice(at)]);
}

/** @throws Error where a place is outside of its axis, whose size is known unless it is the batch's. Keras gives NaN there. */
function checkPlaces(x: Tensor, places: Literal, axis: number | null): void {
  const at = axis === null ? 0 : normalizeAxis(axis, x.rank);
  if (at === 0) return;
  const size = x.shape[at] as number;
  const flat = (v: Json): number[] => (Array.isArray(v) ? v.flatMap(flat) : [Number(v)]);
  const outside = flat(places).find((v) => v >= size || v < -size);
  if (outside !== undefined) throw new Error(`Place ${outside} is outside of an axis of ${size}.`);
}

/** A triangle of the last two axes; the rest is zero. */
const triangle = (name: string, summary: string, kept: (row: Tensor, column: Tensor) => Tensor) =>
  operation({
    name,
    summary,
    inputs: { ...ANY, minRank: 2 },
    args: { k: arg.int(0, { doc: 'Which diagonal it ends at: 0 the main one, above it positive.' }) },
    call(c, [x]) {
      const input = x as Tensor;
      const shape = input.shape.slice(-2);
      const here = kept(ops.add(ops.iota(shape, 0), c.k), ops.iota(shape, 1));
      return ops.where(ops.broadcastTo(here, input.shape), input, ops.zeros(input.shape, input.dtype));
    },
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'another diagonal', config: { k: 1 }, inputs: [{ shape: [2, 3, 3] }] },
    ],
  });

const filled = (name: string, summary: string, value: 0 | 1) =>
  operation({
    name,
    summary,
    inputs: ANY,
    args: {
      dtype: arg.choice(null, ['float32', 'int32', 'bool'], { doc: 'Element type; that of the input when none.' }),
    },
    call: (c, [x]) => ops.full((x as Tensor).shape, value, c.dtype ?? (x as Tensor).dtype),
    cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 3] }] }],
  });

export default [
  operation({
    name: 'Split',
    summary: 'An axis cut into pieces, each an output.',
    family,
    inputs: ANY,
    args: {
      indices_or_sections: arg.tuple(0, undefined, { doc: 'How many equal pieces, or the places to cut at.' }),
      axis: arg.int(0, { doc: 'The axis that is cut; 0 is the batch.' }),
    },
    call(c, [x]) {
      const input = x as Tensor;
      const at = normalizeAxis(c.axis, input.rank);
      const ends = cuts(input.shape[at] as number, c.indices_or_sections);
      return ends.map((end, i) => ops.sliceAxis(input, at, Math.min(end, ends[i - 1] ?? 0), end));
    },
    cases: [
      { name: 'three pieces', config: { indices_or_sections: 3, axis: -1 }, inputs: [{ shape: [2, 6] }] },
      { name: 'at places', config: { indices_or_sections: [1, 3], axis: 1 }, inputs: [{ shape: [2, 5, 2] }] },
    ],
  }),
  operation({
    name: 'Tile',
    summary: 'Copies side by side.',
    family,
    inputs: ANY,
    args: { repeats: arg.tuple(0, undefined, { min: 0, doc: 'How often along each axis, batch included.' }) },
    call: (c, [x]) => tiled(x as Tensor, listOf(c.repeats)),
    cases: [
      { name: 'each axis', config: { repeats: [1, 2, 3] }, inputs: [{ shape: [2, 3, 2] }] },
      { name: 'the last axis', config: { repeats: [2] }, inputs: [{ shape: [2, 3] }] },
      { name: 'a new axis', config: { repeats: [2, 1, 2] }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  operation({
    name: 'Roll',
    summary: 'Values moved along; what leaves one end comes in at the other.',
    family,
    inputs: ANY,
    args: {
      shift: arg.tuple(0, undefined, { doc: 'By how many places.' }),
      axis: arg.tuple(0, null, { doc: 'Along which axes; all values in a row when none.' }),
    },
    check(c) {
      const [shifts, axes] = [listOf(c.shift), c.axis === null ? null : listOf(c.axis)];
      const fit = shifts.length > 0 && (axes === null || shifts.length === 1 || shifts.length === axes.length);
      return fit
        ? null
        : problem('shift-axes', 'There is one shift for all axes, or one for each.', {
            where: 'shift',
            expected: axes && axes.length > 1 ? `1 or ${axes.length} numbers` : 'a number',
            received: `${shifts.length}`,
          });
    },
    call(c, [x]) {
      const input = x as Tensor;
      const shifts = listOf(c.shift);
      if (c.axis === null) {
        const by = shifts.reduce((a, b) => a + b, 0);
        return ops.reshape(rolled(ops.reshape(input, [sizeOf(input.shape)]), by, 0), input.shape);
      }
      return listOf(c.axis).reduce((y, axis, i) => rolled(y, shifts[i % shifts.length] as number, axis), input);
    },
    cases: [
      { name: 'an axis', config: { shift: -1, axis: 1 }, inputs: [{ shape: [2, 4, 2] }] },
      { name: 'two axes', config: { shift: [1, 5], axis: [0, 2] }, inputs: [{ shape: [3, 2, 3] }] },
      { name: 'everything', config: { shift: 2 }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  operation({
    name: 'Moveaxis',
    summary: 'Axes moved to other places; the others keep their order.',
    family,
    inputs: ANY,
    args: {
      source: arg.tuple(0, undefined, { doc: 'The axes that move.' }),
      destination: arg.tuple(0, undefined, { doc: 'Where they go.' }),
    },
    call(c, [x]) {
      const { rank } = x as Tensor;
      if (listOf(c.source).length !== listOf(c.destination).length)
        throw new Error('source and destination name as many axes.');
      const [from, to] = [c.source, c.destination].map((v) => listOf(v).map((axis) => normalizeAxis(axis, rank)));
      const rest = Array.from({ length: rank }, (_, i) => i).filter((i) => !from?.includes(i));
      const order = Array.from({ length: rank }, (_, i) => from?.[to?.indexOf(i) ?? -1] ?? (rest.shift() as number));
      return ops.transpose(x as Tensor, order);
    },
    cases: [
      { name: 'one', config: { source: -1, destination: 1 }, inputs: [{ shape: [2, 3, 4, 5] }] },
      { name: 'two', config: { source: [1, 2], destination: [-1, 1] }, inputs: [{ shape: [2, 3, 4, 5] }] },
    ],
  }),
  operation({
    name: 'Pad',
    summary: 'A margin around the values, batch included.',
    family,
    inputs: { dtype: 'float32' },
    args: {
      pad_width: arg.array(undefined, { doc: 'How wide: a number, or [before, after] for each axis.' }),
      mode: arg.choice('constant', ['constant', 'reflect', 'symmetric', 'edge', 'wrap', 'maximum', 'minimum', 'mean'], {
        doc: 'What stands there: a constant, what lies inside mirrored without or with the edge, the edge again, what lies at the other end, or a figure of the axis.',
      }),
      constant_values: arg.float(null, { doc: 'The constant; 0 when none.' }),
    },
    call(c, [x]) {
      const input = x as Tensor;
      const pads = margins(c.pad_width, input.rank);
      if (c.mode !== 'constant' && c.constant_values !== null)
        throw new Error(`constant_values says nothing where the mode is ${c.mode}.`);
      if (c.mode === 'constant') return ops.pad(input, pads, c.constant_values ?? 0);
      if (c.mode === 'reflect' || c.mode === 'symmetric') return mirrored(input, pads, c.mode === 'symmetric' ? 1 : 0);
      return pads.reduce((y, [low, high], axis) => surrounded(y, low, high, axis, c.mode as Margin), input);
    },
    cases: [
      {
        name: 'each axis',
        config: {
          pad_width: [
            [0, 0],
            [1, 2],
            [0, 1],
          ],
          constant_values: 0.5,
        },
        inputs: [{ shape: [2, 3, 2] }],
      },
      { name: 'all around', config: { pad_width: 1 }, inputs: [{ shape: [2, 3] }] },
      {
        name: 'reflected',
        config: {
          pad_width: [
            [0, 0],
            [2, 1],
          ],
          mode: 'reflect',
        },
        inputs: [{ shape: [2, 4] }],
      },
      ...(['edge', 'wrap', 'maximum', 'minimum', 'mean'] as const).map((mode) => ({
        name: mode,
        config: {
          pad_width: [
            [0, 0],
            [2, 1],
            [1, 5],
          ],
          mode,
        },
        inputs: [{ shape: [2, 3, 2] }],
      })),
      {
        name: 'mirrored with the edge',
        config: {
          pad_width: [
            [0, 0],
            [2, 3],
          ],
          mode: 'symmetric',
        },
        inputs: [{ shape: [2, 3] }],
      },
    ],
  }),
  operation({
    name: 'OneHot',
    summary: 'Whole numbers as rows of zeros with a one; fractions are rows of zeros.',
    family,
    inputs: ANY,
    args: {
      num_classes: arg.int(undefined, { min: 1, doc: 'How many there are.' }),
      axis: arg.int(-1, { doc: 'Where the new axis goes.' }),
      dtype: arg.choice(null, ['float32', 'int32', 'bool'], { doc: 'Element type of the result.', rare: true }),
      sparse: arg.bool(false, { doc: 'Rows as lists of ones; only off here.', rare: true }),
    },
    call(c, [x]) {
      if (c.sparse) throw new Error('Here the rows are written out: turn sparse off.');
      const given = x as Tensor;
      const classes = given.dtype === 'bool' ? ops.convert(given, 'int32') : given;
      const all = ops.iota([...classes.shape.map(() => 1), c.num_classes], classes.rank, classes.dtype);
      const rows = ops.eq(ops.expandDims(classes, -1), all);
      const at = normalizeAxis(c.axis, rows.rank);
      const order = rows.shape.map((_, i) => i).filter((i) => i < rows.rank - 1);
      const placed = ops.transpose(rows, [...order.slice(0, at), rows.rank - 1, ...order.slice(at)]);
      return ops.convert(placed, c.dtype ?? 'float32');
    },
    cases: [
      { name: 'plain', config: { num_classes: 4 }, inputs: [{ shape: [2, 3], dtype: 'int32', high: 4 }] },
      {
        name: 'another axis, some outside',
        config: { num_classes: 3, axis: 1 },
        inputs: [{ shape: [2, 4], dtype: 'int32', low: -1, high: 5 }],
      },
    ],
  }),
  operation({
    name: 'Take',
    summary: 'Parts of an axis by their places.',
    family,
    inputs: { dtype: 'any', count: [1, 2] },
    args: {
      axis: arg.int(null, { doc: 'The axis they are taken from; all values in a row when none.' }),
      indices: arg.array(null, { doc: 'Whole numbers in place of a second tensor.' }),
    },
    call(c, [x, indices]) {
      const given = c.indices === null ? indices : literal(c.indices);
      if (!given || (indices && c.indices !== null)) throw new Error('Places come as a second tensor or as numbers.');
      if (indices?.dtype === 'float32') throw new Error('Places are whole numbers (int32).');
      if (c.indices !== null) checkPlaces(x as Tensor, c.indices, c.axis);
      return taken(x as Tensor, given, c.axis);
    },
    cases: [
      {
        name: 'by a tensor',
        config: { axis: 1 },
        inputs: [{ shape: [2, 4, 3] }, { shape: [5], dtype: 'int32', high: 4 }],
      },
      {
        name: 'by numbers',
        config: {
          axis: -1,
          indices: [
            [0, 2],
            [-1, 1],
          ],
        },
        inputs: [{ shape: [2, 3] }],
      },
      { name: 'among all', config: { indices: 3 }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  triangle('Tril', 'The lower triangle of the last two axes.', (row, column) => ops.ge(row, column)),
  triangle('Triu', 'The upper triangle of the last two axes.', (row, column) => ops.le(row, column)),
  filled('ZerosLike', 'Zeros in the shape of a tensor.', 0),
  filled('OnesLike', 'Ones in the shape of a tensor.', 1),
];
