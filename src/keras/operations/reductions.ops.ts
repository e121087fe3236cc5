/** Operations of `keras.ops` that sum up along axes; the batch is axis 0. */
import { normalizeAxes } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { type ArgValues, arg } from '../core/args';
import type { ExampleCase } from '../core/example-case';
import { operation } from './operation';

const args = {
  axis: arg.tuple(0, null, { doc: 'Axes to go along; all when none.' }),
  keepdims: arg.bool(false, { doc: 'Whether they stay, with size 1.' }),
};
type Config = ArgValues<typeof args>;

const inputs = { dtype: 'float32' } as const;

const cases: readonly ExampleCase[] = [
  { name: 'everything', config: {}, inputs: [{ shape: [2, 3] }] },
  { name: 'an axis', config: { axis: 1 }, inputs: [{ shape: [2, 3, 4] }] },
  { name: 'two axes that stay', config: { axis: [1, -1], keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
];

/** @throws where an axis is named twice, as NumPy does. */
function axesOf(c: Config, x: Tensor): number[] {
  const named = c.axis === null ? undefined : [c.axis].flat();
  const axes = normalizeAxes(named, x.rank);
  if (named && axes.length < named.length) throw new Error(`axis names one of the ${x.rank} axes twice.`);
  return axes;
}

const reduction = (name: string, summary: string, call: (x: Tensor, axes: number[], keep: boolean) => Tensor) =>
  operation({
    name,
    summary,
    inputs,
    args,
    call: (c, [x]) => call(x as Tensor, axesOf(c, x as Tensor), c.keepdims),
    cases,
  });

/** Largest or smallest, not beyond a value to start from. */
const extreme = (name: 'Max' | 'Min', summary: string) =>
  operation({
    name,
    summary,
    inputs,
    args: { ...args, initial: arg.float(null, { doc: 'A value that takes part too.', rare: true }) },
    call(c, [x]) {
      const [all, pair] = name === 'Max' ? ([ops.max, ops.maximum] as const) : ([ops.min, ops.minimum] as const);
      const y = all(x as Tensor, axesOf(c, x as Tensor), c.keepdims);
      return c.initial === null ? y : pair(y, c.initial);
    },
    cases: [...cases, { name: 'from a value', config: { axis: 1, initial: 0.2 }, inputs: [{ shape: [4, 3] }] }],
  });

const variance = (x: Tensor, axes: readonly number[], keep: boolean): Tensor => ops.moments(x, axes, keep).variance;

/** Place of the largest along one axis, or among all values. */
const place = (name: 'Argmax' | 'Argmin', summary: string) =>
  operation({
    name,
    summary,
    inputs,
    args: {
      axis: arg.int(null, { doc: 'Axis to go along; all values in a row when none.' }),
      keepdims: arg.bool(false, { doc: 'Whether the axis stays, with size 1.' }),
    },
    call(c, [x]) {
      const input = name === 'Argmax' ? (x as Tensor) : ops.neg(x as Tensor);
      if (c.axis === null) {
        const flat = ops.argmax(ops.reshape(input, [input.shape.reduce((a, b) => a * b, 1)]), 0);
        return c.keepdims ? ops.reshape(flat, new Array<number>(input.rank).fill(1)) : flat;
      }
      const found = ops.argmax(input, c.axis);
      return c.keepdims ? ops.expandDims(found, c.axis < 0 ? c.axis + input.rank : c.axis) : found;
    },
    cases: [
      { name: 'everything', config: {}, inputs: [{ shape: [2, 3] }] },
      { name: 'an axis that stays', config: { axis: -1, keepdims: true }, inputs: [{ shape: [2, 3, 4] }] },
    ],
  });

/** Products by halves: the factors of zero and below need no logarithm, and the derivative is exact. */
function product(x: Tensor, axes: readonly number[], keep: boolean): Tensor {
  const y = axes.reduce((whole, axis) => {
    let left = whole;
    for (let n = left.shape[axis] as number; n > 1; n = left.shape[axis] as number) {
      const half = n >> 1;
      const pairs = ops.mul(ops.sliceAxis(left, axis, 0, half), ops.sliceAxis(left, axis, half, 2 * half));
      left = n % 2 === 0 ? pairs : ops.concat([pairs, ops.sliceAxis(left, axis, n - 1, n)], axis);
    }
    return left;
  }, x);
  if (keep) return y;
  return ops.reshape(
    y,
    y.shape.filter((_, i) => !axes.includes(i)),
  );
}

/** The middle of the values along axes in order, or the mean of the two there; NaN where one of them is. */
function median(x: Tensor, axes: readonly number[], keep: boolean): Tensor {
  const rest = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const left = rest.map((i) => x.shape[i] as number);
  const count = axes.reduce((n, i) => n * (x.shape[i] as number), 1);
  const rows = ops.reshape(ops.transpose(x, [...rest, ...axes]), [...left, count]);
  const sorted = ops.permute(rows, ops.argsort(ops.stopGradient(rows)));
  const middle = ops.mean(ops.sliceAxis(sorted, -1, (count - 1) >> 1, (count >> 1) + 1), -1);
  // NaN is last in order, and takes all with it.
  const last = ops.reshape(ops.sliceAxis(sorted, -1, count - 1, count), left);
  const y = ops.where(ops.eq(last, last), middle, last);
  return keep ? ops.reshape(y, x.shape.map((d, i) => (axes.includes(i) ? 1 : d))) : y; // biome-ignore format: one shape
}

/** Whether something holds for all values or any, those other than zero. */
const logical = (name: string, summary: string, call: typeof ops.all) =>
  operation({
    name,
    summary,
    inputs: { dtype: 'any' },
    args,
    call: (c, [x]) => call(ops.convert(x as Tensor, 'bool'), axesOf(c, x as Tensor), c.keepdims),
    cases: cases.map((c) => ({ ...c, inputs: c.inputs.map((i) => ({ ...i, dtype: 'int32' as const })) })),
  });

export default [
  operation({
    name: 'Prod',
    summary: 'Products along axes.',
    inputs,
    args: {
      ...args,
      dtype: arg.choice(null, ['float32', 'int32'], { doc: 'Element type of the result.', rare: true }),
    },
    call(c, [x]) {
      const y = product(x as Tensor, axesOf(c, x as Tensor), c.keepdims);
      return c.dtype === null ? y : ops.convert(y, c.dtype);
    },
    cases: [...cases, { name: 'a zero', config: { axis: 1 }, inputs: [{ shape: [1, 5], values: [2, 0, -3, 1, 4] }] }],
  }),
  logical('All', 'Whether all values along axes are other than zero.', ops.all),
  logical('Any', 'Whether any value along axes is other than zero.', ops.any),
  reduction('Sum', 'Sums along axes.', ops.sum),
  reduction('Mean', 'Means along axes.', ops.mean),
  reduction('Var', 'Variances along axes.', variance),
  reduction('Std', 'Standard deviations along axes.', (x, axes, keep) => ops.sqrt(variance(x, axes, keep))),
  reduction('Logsumexp', 'Logarithms of summed exponentials.', (x, axes, keep) => {
    const top = ops.stopGradient(ops.max(x, axes, true));
    const y = ops.add(ops.log(ops.sum(ops.exp(ops.sub(x, top)), axes, true)), top);
    return keep ? y : ops.sum(y, axes);
  }),
  reduction('Amax', 'The largest values along axes.', ops.max),
  reduction('Amin', 'The smallest values along axes.', ops.min),
  reduction('Median', 'The values in the middle along axes.', median),
  operation({
    name: 'CountNonzero',
    summary: 'How many values along axes are other than zero.',
    inputs: { dtype: 'any' },
    args: { axis: args.axis },
    call: (c, [x]) =>
      ops.sum(ops.convert(ops.convert(x as Tensor, 'bool'), 'int32'), axesOf({ ...c, keepdims: false }, x as Tensor)),
    cases: [
      { name: 'everything', config: {}, inputs: [{ shape: [2, 3], dtype: 'int32' }] },
      { name: 'an axis', config: { axis: 1 }, inputs: [{ shape: [2, 3, 4], dtype: 'int32' }] },
    ],
  }),
  extreme('Max', 'The largest values along axes.'),
  extreme('Min', 'The smallest values along axes.'),
  place('Argmax', 'Where the largest values are.'),
  place('Argmin', 'Where the smallest values are.'),
];
