/** Products of tensors, comparisons and choices of `keras.ops`. */
import { broadcastShapes } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { binary, operation } from './operation';

const PAIR = { count: 2, dtype: 'float32' } as const;

/** NumPy's matmul: the last two axes are matrices, those before spread; a vector gets an axis for the time. */
function matmul(a: Tensor, b: Tensor): Tensor {
  const [x, y] = [a.rank === 1 ? ops.expandDims(a, 0) : a, b.rank === 1 ? ops.expandDims(b, 1) : b];
  const lead = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2));
  const spread = (t: Tensor): Tensor => ops.broadcastTo(t, [...lead, ...t.shape.slice(-2)]);
  // A plain matrix on the right takes all rows at once.
  const product = y.rank === 2 ? ops.dense(x, y) : ops.matmul(spread(x), spread(y));
  const gone = [...(a.rank === 1 ? [product.rank - 2] : []), ...(b.rank === 1 ? [product.rank - 1] : [])];
  return ops.reshape(
    product,
    product.shape.filter((_, i) => !gone.includes(i)),
  );
}

export default [
  binary('Greater', 'Where the first is larger than the second.', ops.gt),
  binary('GreaterEqual', 'Where the first is not smaller than the second.', ops.ge),
  binary('Less', 'Where the first is smaller than the second.', ops.lt),
  binary('LessEqual', 'Where the first is not larger than the second.', ops.le),
  binary('Equal', 'Where both are the same.', ops.eq),
  binary('NotEqual', 'Where both differ.', ops.ne),
  operation({
    name: 'Matmul',
    summary: 'Matrix products of the last two axes.',
    family: 'merging',
    inputs: PAIR,
    args: {},
    call: (_c, [a, b]) => matmul(a as Tensor, b as Tensor),
    cases: [
      { name: 'matrices of each sample', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 4, 2] }] },
      { name: 'spread', config: {}, inputs: [{ shape: [2, 1, 3, 4] }, { shape: [2, 2, 4, 2] }] },
      { name: 'one matrix for all', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [4, 5] }] },
      { name: 'a vector', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [4] }] },
    ],
  }),
  operation({
    name: 'Where',
    summary: 'The second where the first holds, else the third.',
    family: 'merging',
    inputs: { count: 3, dtype: 'any' },
    args: {},
    call(_c, [condition, a, b]) {
      const xs = [condition, a, b] as [Tensor, Tensor, Tensor];
      const shape = xs.map((x) => x.shape).reduce(broadcastShapes, [] as readonly number[]);
      const [c, x, y] = xs.map((t) => ops.broadcastTo(t, shape)) as [Tensor, Tensor, Tensor];
      return ops.where(ops.convert(c, 'bool'), x, y);
    },
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 3] }, { shape: [2, 1] }] },
    ],
  }),
  operation({
    name: 'Cast',
    summary: 'The values as another element type.',
    inputs: { dtype: 'any' },
    args: { dtype: arg.choice(undefined, ['float32', 'int32', 'bool'], { doc: 'The element type.' }) },
    call: (c, [x]) => ops.convert(x as Tensor, c.dtype),
    cases: [{ name: 'to float', config: { dtype: 'float32' }, inputs: [{ shape: [2, 3], dtype: 'int32', high: 9 }] }],
  }),
];
