/** Operations of `keras.ops` that move values: new shapes, orders, pieces; axis 0 is the batch. */
import type { Json } from '../../base/json';
import { normalizeAxes, normalizeAxis, sizeOf } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { operation } from './operation';

const ANY = { dtype: 'any' } as const;
const MANY = { count: [1, null], dtype: 'any' } as const;
const family = 'reshaping';

const listOf = (axis: number | readonly number[]): number[] => (typeof axis === 'number' ? [axis] : [...axis]);

/** One index of `x[...]`: a place, a piece [start, stop, step] with open ends, `...`, or none for a new axis. */
type Index = number | null | '...' | readonly (number | null)[];

/** `x[key]` as NumPy takes it, for whole numbers and pieces. */
function getItem(x: Tensor, key: readonly Index[]): Tensor {
  const used = key.filter((k) => k !== null && k !== '...').length;
  const at = key.indexOf('...');
  const rest = new Array<Index>(Math.max(0, x.rank - used)).fill([null, null, null]);
  const spelled = at < 0 ? [...key, ...rest] : [...key.slice(0, at), ...rest, ...key.slice(at + 1)];
  const [start, limit, strides, shape]: number[][] = [[], [], [], []];
  const turned: number[] = [];
  for (const k of spelled) {
    if (k === null) {
      shape?.push(1);
      continue;
    }
    const axis = start?.length ?? 0;
    const size = x.shape[axis] ?? 0;
    if (axis >= x.rank) throw new Error(`There are more indices than the ${x.rank} axes.`);
    if (typeof k === 'number') {
      if (k < -size || k >= size) throw new Error(`There is no index ${k} among ${size}.`);
      const place = k < 0 ? k + size : k;
      start?.push(place);
      limit?.push(place + 1);
      strides?.push(1);
      continue;
    }
    const [from = null, to = null, step = null] = k as readonly (number | null)[];
    const by = step ?? 1;
    if (by < 0) turned.push(axis);
    const place = (v: number): number => (v < 0 ? v + size : v);
    // A piece that goes backwards is one of the axis turned round, where place i is size - 1 - i.
    const bound = (v: number | null, open: number): number =>
      v === null ? open : Math.min(size, Math.max(0, by < 0 ? size - 1 - place(v) : place(v)));
    const [low, high] = [bound(from, 0), bound(to, size)];
    start?.push(low);
    limit?.push(Math.max(low, high));
    strides?.push(Math.abs(by));
    shape?.push(Math.ceil(Math.max(0, high - low) / Math.abs(by)));
  }
  const whole = turned.length > 0 ? ops.reverse(x, turned) : x;
  return ops.reshape(ops.slice(whole, start ?? [], limit ?? [], strides), shape ?? []);
}

/** NumPy's repetition of single values along an axis. */
function repeated(x: Tensor, times: number, axis: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  const shape = [...x.shape];
  const spread = [...shape.slice(0, at + 1), times, ...shape.slice(at + 1)];
  shape[at] = (shape[at] ?? 0) * times;
  return ops.reshape(ops.broadcastTo(ops.expandDims(x, at + 1), spread), shape);
}

const flat = (x: Tensor): Tensor => ops.reshape(x, [sizeOf(x.shape)]);

export default [
  operation({
    name: 'Reshape',
    summary: 'The same values in another shape, batch included.',
    family,
    inputs: ANY,
    args: { newshape: arg.tuple(0, undefined, { min: -1, doc: 'The new shape; -1 takes what is left.' }) },
    call(c, [x]) {
      const input = x as Tensor;
      const wanted = listOf(c.newshape);
      const known = wanted.reduce((n, d) => (d < 0 ? n : n * d), 1);
      const shape = wanted.map((d) => (d < 0 ? sizeOf(input.shape) / known : d));
      if (sizeOf(shape) !== sizeOf(input.shape) || shape.some((d) => !Number.isInteger(d))) {
        throw new Error(
          `${sizeOf(input.shape) / (input.shape[0] ?? 1)} values for each sample do not fill that shape.`,
        );
      }
      return ops.reshape(input, shape);
    },
    cases: [{ name: 'plain', config: { newshape: [-1, 3, 2] }, inputs: [{ shape: [2, 6] }] }],
  }),
  operation({
    name: 'Transpose',
    summary: 'The axes in another order, batch included.',
    family,
    inputs: ANY,
    args: { axes: arg.tuple(0, null, { doc: 'The new order; turned round when none.' }) },
    call: (c, [x]) => {
      const input = x as Tensor;
      return ops.transpose(
        input,
        c.axes === null
          ? input.shape.map((_, i) => input.rank - 1 - i)
          : normalizeAxesInOrder(listOf(c.axes), input.rank),
      );
    },
    cases: [
      { name: 'turned round', config: {}, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'given', config: { axes: [0, 2, 1] }, inputs: [{ shape: [2, 3, 4] }] },
    ],
  }),
  operation({
    name: 'Swapaxes',
    summary: 'Two axes in each other’s place.',
    family,
    inputs: ANY,
    args: { axis1: arg.int(undefined, { doc: 'One axis.' }), axis2: arg.int(undefined, { doc: 'The other.' }) },
    call(c, [x]) {
      const input = x as Tensor;
      const [a, b] = [normalizeAxis(c.axis1, input.rank), normalizeAxis(c.axis2, input.rank)];
      return ops.transpose(
        input,
        input.shape.map((_, i) => (i === a ? b : i === b ? a : i)),
      );
    },
    cases: [{ name: 'plain', config: { axis1: 1, axis2: -1 }, inputs: [{ shape: [2, 3, 4] }] }],
  }),
  operation({
    name: 'ExpandDims',
    summary: 'One more axis of size 1.',
    family,
    inputs: ANY,
    args: { axis: arg.tuple(0, undefined, { doc: 'Where it goes.' }) },
    call(c, [x]) {
      const input = x as Tensor;
      const rank = input.rank + listOf(c.axis).length;
      return normalizeAxes(listOf(c.axis), rank).reduce((y, axis) => ops.expandDims(y, axis), input);
    },
    cases: [
      { name: 'last', config: { axis: -1 }, inputs: [{ shape: [2, 3] }] },
      { name: 'in between', config: { axis: 1 }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  operation({
    name: 'Squeeze',
    summary: 'Without axes of size 1.',
    family,
    inputs: ANY,
    args: { axis: arg.tuple(0, null, { doc: 'Which; all of size 1 when none.' }) },
    call(c, [x]) {
      const input = x as Tensor;
      const gone = c.axis === null ? null : normalizeAxes(listOf(c.axis), input.rank);
      if (gone?.some((i) => input.shape[i] !== 1)) throw new Error('Only axes of size 1 can be left out.');
      return ops.reshape(
        input,
        input.shape.filter((d, i) => (gone ? !gone.includes(i) : d !== 1)),
      );
    },
    cases: [
      { name: 'all', config: {}, inputs: [{ shape: [2, 1, 3, 1] }] },
      { name: 'one', config: { axis: 1 }, inputs: [{ shape: [2, 1, 3, 1] }] },
    ],
  }),
  operation({
    name: 'Concatenate',
    summary: 'Tensors one behind the other along an axis.',
    family: 'merging',
    inputs: MANY,
    args: { axis: arg.int(0, { doc: 'The axis they are laid along; 0 is the batch.' }) },
    call: (c, xs) => ops.concat(xs, c.axis),
    cases: [
      { name: 'batches', config: {}, inputs: [{ shape: [2, 3] }, { shape: [1, 3] }] },
      { name: 'features', config: { axis: -1 }, inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 2] }] },
    ],
  }),
  operation({
    name: 'Stack',
    summary: 'Tensors beside each other on a new axis.',
    family: 'merging',
    inputs: MANY,
    args: { axis: arg.int(0, { doc: 'Where the new axis goes.' }) },
    call: (c, xs) => ops.stack(xs, c.axis < 0 ? c.axis + (xs[0]?.rank ?? 0) + 1 : c.axis),
    cases: [{ name: 'last', config: { axis: -1 }, inputs: [{ shape: [2, 3] }, { shape: [2, 3] }] }],
  }),
  operation({
    name: 'Flip',
    summary: 'The other way round along axes.',
    family,
    inputs: ANY,
    args: { axis: arg.tuple(0, null, { doc: 'Axes to turn; all when none.' }) },
    call: (c, [x]) => {
      const input = x as Tensor;
      return ops.reverse(input, normalizeAxes(c.axis === null ? undefined : listOf(c.axis), input.rank));
    },
    cases: [{ name: 'plain', config: { axis: 1 }, inputs: [{ shape: [2, 3, 2] }] }],
  }),
  operation({
    name: 'Repeat',
    summary: 'Each value several times in a row.',
    family,
    inputs: ANY,
    args: {
      repeats: arg.int(undefined, { min: 0, doc: 'How often.' }),
      axis: arg.int(null, { doc: 'Along which axis; all values in a row when none.' }),
    },
    call: (c, [x]) =>
      c.axis === null ? repeated(flat(x as Tensor), c.repeats, 0) : repeated(x as Tensor, c.repeats, c.axis),
    cases: [
      { name: 'an axis', config: { repeats: 3, axis: 1 }, inputs: [{ shape: [2, 2] }] },
      { name: 'everything', config: { repeats: 2 }, inputs: [{ shape: [2, 2] }] },
    ],
  }),
  operation({
    name: 'BroadcastTo',
    summary: 'Spread over a larger shape, batch included.',
    family,
    inputs: ANY,
    args: { shape: arg.tuple(0, undefined, { min: 1, doc: 'The shape.' }) },
    call: (c, [x]) => ops.broadcastTo(x as Tensor, listOf(c.shape)),
    cases: [{ name: 'plain', config: { shape: [2, 3, 4] }, inputs: [{ shape: [2, 3, 1] }] }],
  }),
  operation({
    name: 'Ravel',
    summary: 'All values in a row, batch included.',
    family,
    inputs: ANY,
    args: {},
    call: (_c, [x]) => flat(x as Tensor),
    cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 3] }] }],
  }),
  operation({
    name: 'GetItem',
    summary: 'A part of a tensor: x[:, -1].',
    family,
    inputs: ANY,
    args: {
      key: arg.list(undefined, {
        doc: 'An index per axis: a place, [start, stop, step] with none for open ends, "..." or none for a new axis.',
      }),
    },
    call: (c, [x]) => getItem(x as Tensor, (c.key ?? []) as readonly Json[] as readonly Index[]),
    cases: [
      { name: 'the last step', config: { key: [[null, null, null], -1] }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'every other', config: { key: ['...', [1, null, 2]] }, inputs: [{ shape: [2, 3, 5] }] },
      { name: 'a new axis', config: { key: [[null, null, null], null, [0, 2, null]] }, inputs: [{ shape: [2, 3] }] },
      {
        name: 'backwards within bounds',
        config: {
          key: [
            [null, null, null],
            [5, 0, -2],
            [-2, null, -1],
          ],
        },
        inputs: [{ shape: [2, 7, 4] }],
      },
      {
        name: 'backwards beyond the ends',
        config: {
          key: [
            [null, null, null],
            [9, -9, -1],
          ],
        },
        inputs: [{ shape: [2, 3] }],
      },
      {
        name: 'backwards',
        config: {
          key: [
            [null, null, null],
            [null, null, -1],
          ],
        },
        inputs: [{ shape: [2, 3] }],
      },
    ],
  }),
];

/** Axes counted from the end made plain, in the order given. */
function normalizeAxesInOrder(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => normalizeAxis(axis, rank));
}
