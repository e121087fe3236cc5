/** Products of tensors, comparisons and choices of `keras.ops`. */
import { broadcastShapes } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { einsum } from '../layers/core/einsum';
import { binary, operandProblem, operands, operation, pair } from './operation';

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

const truth = (x: Tensor): Tensor => ops.convert(x, 'bool');
const both = (a: Tensor, b: Tensor): Tensor => ops.and(truth(a), truth(b));
const either = (a: Tensor, b: Tensor): Tensor => ops.or(truth(a), truth(b));

/** The letters of each operand and of the result, dots written out as letters nobody uses. */
function spelled(subscripts: string, xs: readonly Tensor[]): { readonly from: readonly string[]; readonly to: string } {
  const [left = '', right] = subscripts.replaceAll(' ', '').replaceAll('...', '.').split('->');
  const terms = left.split(',');
  if (terms.length !== xs.length) throw new Error(`The equation names ${terms.length} operands.`);
  const hidden = terms.map((t, i) => (t.includes('.') ? (xs[i] as Tensor).rank - t.length + 1 : 0));
  const most = Math.max(...hidden);
  const dots = (n: number): string =>
    Array.from({ length: n }, (_, i) => String.fromCharCode(0x3b1 + most - n + i)).join('');
  const from = terms.map((t, i) => t.replace('.', dots(hidden[i] as number)));
  const all = from.join('');
  // Without an arrow: the dots, then letters that come once, in the order of the alphabet.
  const once = [...new Set(terms.join(''))].filter((l) => l !== '.' && all.split(l).length === 2).sort();
  const to = right === undefined ? dots(most) + once.join('') : right.replace('.', dots(most));
  from.forEach((letters, i) => {
    if (letters.length !== (xs[i] as Tensor).rank)
      throw new Error(`Operand ${i + 1} has ${(xs[i] as Tensor).rank} axes, each with a letter.`);
  });
  if (new Set(to).size !== to.length) throw new Error('The result has each letter once.');
  if ([...to].some((l) => !all.includes(l))) throw new Error('The result has letters no operand has.');
  return { from, to };
}

/** The diagonal of axes with the same letter: one of each letter is left. */
function diagonal(x: Tensor, letters: string): { readonly x: Tensor; readonly letters: string } {
  const second = [...letters].findIndex((l, i) => letters.indexOf(l) < i);
  if (second < 0) return { x, letters };
  const first = letters.indexOf(letters[second] as string);
  if (x.shape[first] !== x.shape[second])
    throw new Error(`Axes with one letter are of one size, not ${x.shape[first]} and ${x.shape[second]}.`);
  const same = ops.eq(ops.iota(x.shape, first), ops.iota(x.shape, second));
  const left = letters.slice(0, second) + letters.slice(second + 1);
  return diagonal(ops.sum(ops.where(same, x, 0), second), left);
}

/** Sums of products of any number of operands, from left to right; letters nobody needs later are summed away. */
function einsumOf(subscripts: string, xs: readonly Tensor[]): Tensor {
  const { from: written, to } = spelled(subscripts, xs);
  const operands = xs.map((x, i) => diagonal(x, written[i] as string));
  const from = operands.map((o) => o.letters);
  const [first, ...rest] = operands.map((o) => o.x) as [Tensor, ...Tensor[]];
  if (rest.length === 0) return einsum(first, from[0] as string, ops.ones([]), '', to);
  let letters = from[0] as string;
  return rest.reduce((made, x, i) => {
    const right = from[i + 1] as string;
    const needed = from.slice(i + 2).join('') + to;
    const kept = i === rest.length - 1 ? to : [...new Set(letters + right)].filter((l) => needed.includes(l)).join('');
    const y = einsum(made, letters, x, right, kept);
    letters = kept;
    return y;
  }, first);
}

export default [
  binary('LogicalAnd', 'Where both hold.', both),
  binary('LogicalOr', 'Where at least one holds.', either),
  operation({
    name: 'LogicalNot',
    summary: 'Where it does not hold.',
    args: {},
    call: (_c, [x]) => ops.not(truth(x as Tensor)),
    cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 4], dtype: 'int32' }] }],
  }),
  operation({
    name: 'Einsum',
    summary: 'Sums of products, their axes named by letters.',
    family: 'merging',
    inputs: { count: [1, null], dtype: 'float32' },
    args: { subscripts: arg.string(undefined, { doc: 'Letters of the axes: "bij,bjk->bik"; "..." for any axes.' }) },
    call: (c, xs) => einsumOf(c.subscripts, xs),
    cases: [
      {
        name: 'products of matrices',
        config: { subscripts: 'bij,bjk->bik' },
        inputs: [{ shape: [2, 3, 4] }, { shape: [2, 4, 2] }],
      },
      { name: 'one operand', config: { subscripts: 'bij->bj' }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'turned', config: { subscripts: 'bij->bji' }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'dots', config: { subscripts: '...ij,jk->...ik' }, inputs: [{ shape: [2, 3, 4, 2] }, { shape: [2, 3] }] },
      {
        name: 'three',
        config: { subscripts: 'bi,bj,bij->b' },
        inputs: [{ shape: [2, 3] }, { shape: [2, 4] }, { shape: [2, 3, 4] }],
      },
      { name: 'without an arrow', config: { subscripts: 'ab,bc' }, inputs: [{ shape: [2, 3] }, { shape: [3, 4] }] },
      { name: 'diagonals', config: { subscripts: 'bii->bi' }, inputs: [{ shape: [2, 3, 3] }] },
      { name: 'traces', config: { subscripts: 'bii->b' }, inputs: [{ shape: [2, 4, 4] }] },
      {
        name: 'a diagonal with another operand',
        config: { subscripts: 'bii,bij->bj' },
        inputs: [{ shape: [2, 3, 3] }, { shape: [2, 3, 2] }],
      },
    ],
  }),
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
    inputs: { count: [1, 2], dtype: 'float32' },
    args: operands,
    check: (c, inputs) => operandProblem('Matmul', c, inputs),
    call: (c, xs) => matmul(...pair(c, xs)),
    cases: [
      {
        name: 'numbers second',
        config: {
          x2: [
            [1, 0.5],
            [-1, 2],
            [0, 3],
          ],
        },
        inputs: [{ shape: [2, 4, 3] }],
      },
      { name: 'numbers first', config: { x1: [1, 0.5, -2] }, inputs: [{ shape: [2, 3, 2] }] },
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
    inputs: { count: [1, 3], dtype: 'any' },
    args: operands,
    check: (c, inputs) => operandProblem('Where', c, inputs, 1),
    call(c, [condition, ...rest]) {
      const xs = [condition as Tensor, ...pair(c, rest)] as const;
      const shape = xs.map((x) => x.shape).reduce(broadcastShapes, [] as readonly number[]);
      const [holds, x, y] = xs.map((t) => ops.broadcastTo(t, shape)) as [Tensor, Tensor, Tensor];
      return ops.where(ops.convert(holds, 'bool'), x, y);
    },
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 3] }, { shape: [2, 1] }] },
      { name: 'a number second', config: { x2: 0.5 }, inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 3] }] },
      { name: 'a number first', config: { x1: -1 }, inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 1] }] },
      { name: 'two numbers', config: { x1: [1, 2, 3], x2: 0.5 }, inputs: [{ shape: [2, 3], dtype: 'bool' }] },
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
