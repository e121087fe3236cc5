/** Operations of `keras.ops` that go along an axis in order: running sums and products, sorting, the largest few. */
import { normalizeAxis, sizeOf } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { type Arg, arg } from '../core/args';
import { operation } from './operation';

const inputs = { dtype: 'float32' } as const;

/** Places are told apart by a graphics card's floats up to 2²⁴, and rows are filled up to the next power of two. */
const MOST_SORTED = 2 ** 23;

/** All values in a row where there is no axis to go along. */
const laid = (x: Tensor, axis: number | null): readonly [Tensor, number] =>
  axis === null ? [ops.reshape(x, [sizeOf(x.shape)]), 0] : [x, normalizeAxis(axis, x.rank)];

/** Each value times all before it; in log₂ n steps, of which each multiplies by what lies twice as far back. */
function runningProduct(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis] as number;
  let y = x;
  for (let back = 1; back < n; back *= 2) {
    const before = x.shape.map((_, i): [number, number] => [i === axis ? back : 0, 0]);
    y = ops.mul(y, ops.pad(ops.sliceAxis(y, axis, 0, n - back), before, 1));
  }
  return y;
}

/** Works along the last axis in place of another. */
function alongLast(x: Tensor, axis: number | null, work: (x: Tensor) => Tensor): Tensor {
  const [y, at] = laid(x, axis);
  const order = y.shape.map((_, i) => i).filter((i) => i !== at);
  const sorted = work(sortable(ops.transpose(y, [...order, at])));
  const back = [...order, at].map((_, i) => [...order, at].indexOf(i));
  return ops.transpose(sorted, back);
}

/** @throws where the last axis has more values than are sorted */
function sortable(x: Tensor): Tensor {
  if (sizeOfLast(x) <= MOST_SORTED) return x;
  throw new Error(`At most ${MOST_SORTED} values are sorted, but the axis has ${sizeOfLast(x)}.`);
}

const sizeOfLast = (x: Tensor): number => x.shape[x.rank - 1] as number;

const dtype = arg.choice(null, ['float32', 'int32'], { doc: 'Element type of the result.', rare: true });
const running = (name: string, summary: string, call: (x: Tensor, axis: number) => Tensor) =>
  operation({
    name,
    summary,
    inputs,
    args: { axis: arg.int(null, { doc: 'Axis to go along; all values in a row when none.' }), dtype },
    call(c, [x]) {
      const [y, at] = laid(x as Tensor, c.axis);
      const made = call(y, at);
      return c.dtype === null ? made : ops.convert(made, c.dtype);
    },
    cases: [
      { name: 'everything', config: {}, inputs: [{ shape: [2, 3] }] },
      { name: 'an axis', config: { axis: 1 }, inputs: [{ shape: [2, 5, 3] }] },
    ],
  });

const sorting = (name: string, summary: string, work: (x: Tensor) => Tensor) => {
  const axis: Arg<number | null> = {
    ...arg.int(-1, { doc: 'Axis to sort; all values in a row when none.' }),
    nullable: true,
  };
  return operation({
    name,
    summary,
    family: 'reshaping',
    inputs,
    args: { axis },
    call: (c, [x]) => alongLast(x as Tensor, c.axis, work),
    cases: [
      { name: 'the last axis', config: {}, inputs: [{ shape: [2, 7] }] },
      { name: 'another axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }] },
      { name: 'equal values', config: {}, inputs: [{ shape: [1, 6], values: [2, 1, 2, 0, 1, 2] }] },
    ],
  });
};

export default [
  running('Cumsum', 'Running sums along an axis.', ops.cumsum),
  running('Cumprod', 'Running products along an axis.', runningProduct),
  sorting('Sort', 'Values from small to large.', (x) => ops.permute(x, ops.argsort(ops.stopGradient(x)))),
  sorting('Argsort', 'Where the values come from when sorted.', (x) => ops.argsort(x)),
  operation({
    name: 'TopK',
    summary: 'The largest values of the last axis, and where they are.',
    family: 'reshaping',
    inputs,
    args: {
      k: arg.int(undefined, { min: 1, doc: 'How many.' }),
      sorted: arg.bool(true, { doc: 'Whether the largest comes first; here it always does.', rare: true }),
    },
    call(c, [x]) {
      const input = x as Tensor;
      if (c.k > sizeOfLast(input)) throw new Error(`There are ${sizeOfLast(input)} values, not ${c.k}.`);
      const places = ops.argsort(ops.stopGradient(sortable(input)), true);
      return [ops.permute(input, places), places].map((t) => ops.sliceAxis(t, -1, 0, c.k));
    },
    cases: [
      { name: 'three of seven', config: { k: 3 }, inputs: [{ shape: [2, 7] }] },
      {
        name: 'equal values',
        config: { k: 2 },
        inputs: [{ shape: [2, 2, 3], values: [1, 2, 2, 3, 3, 3, 0, 0, 1, 5, 4, 5] }],
      },
    ],
  }),
];
