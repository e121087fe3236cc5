/** Dot: sums products of two inputs along one axis of each, sample by sample. */
import { problem } from '../../../base/problem';
import { normalizeAxis, sizeOf } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

const EPSILON = 1e-7;

function axesOf(axes: number | readonly number[], a: number, b: number): [number, number] {
  const [x, y] = typeof axes === 'number' ? [axes, axes] : [axes[0] as number, axes[1] as number];
  return [normalizeAxis(x, a), normalizeAxis(y, b)];
}

/** The tensor with `axis` moved to `place`, other axes in order. */
function moveAxis(x: Tensor, axis: number, place: number): Tensor {
  const rest = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return ops.transpose(x, [...rest.slice(0, place), axis, ...rest.slice(place)]);
}

/** Rows of length 1 along an axis; a row of zeros stays zero. */
function unit(x: Tensor, axis: number): Tensor {
  const inverse = ops.rsqrt(ops.sum(ops.square(x), axis, true));
  return ops.mul(x, ops.minimum(inverse, 1 / EPSILON));
}

export default defineLayer({
  name: 'Dot',
  family: 'merging',
  summary: 'Multiplies two inputs and sums along an axis: how alike they are, or attention by hand.',
  aliases: ['dot product', 'inner product', 'cosine', 'similarity', 'matmul'],
  inputs: { count: 2, minRank: 2 },
  args: {
    axes: arg.tuple(2, undefined, { doc: 'Axis to sum over, one for both inputs or one each; not the batch.' }),
    normalize: arg.bool(false, { doc: 'Whether both are brought to length 1 first, which gives the cosine.' }),
  },
  card: (c) => [`axes ${[c.axes].flat().join(', ')}`, c.normalize ? 'cosine' : null],
  check(c, [x, y]) {
    const [a, b] = [x?.shape ?? [], y?.shape ?? []];
    const list = [c.axes].flat();
    const inside = list.every((axis, i) =>
      [a, b].every((s, k) => (list.length === 2 && i !== k) || (axis < s.length && axis >= -s.length)),
    );
    const pair = inside ? axesOf(c.axes, a.length, b.length) : null;
    if (pair && !pair.includes(0) && a[pair[0]] === b[pair[1]]) return null;
    const received = pair ? `sizes ${a[pair[0]]} and ${b[pair[1]]}` : `axes ${list.join(', ')}`;
    return problem(
      'dot-axes',
      'Dot sums over one axis of each input; both need the same size there, and it cannot be the batch.',
      {
        where: 'axes',
        expected: 'two axes of equal size after the batch',
        received,
        fixes:
          a[a.length - 1] === b[b.length - 1]
            ? [{ label: 'Sum over the last axes', action: 'set-argument', params: { argument: 'axes', value: -1 } }]
            : [],
      },
    );
  },
  call(_ctx, c, inputs) {
    const [x, y] = inputs as [Tensor, Tensor];
    const [i, j] = axesOf(c.axes, x.rank, y.rank);
    const a = moveAxis(c.normalize ? unit(x, i) : x, i, x.rank - 1);
    const b = moveAxis(c.normalize ? unit(y, j) : y, j, 1);
    const [batch, size] = [x.shape[0] as number, x.shape[i] as number];
    const [left, right] = [a.shape.slice(1, -1), b.shape.slice(2)];
    const product = ops.matmul(
      ops.reshape(a, [batch, sizeOf(left), size]),
      ops.reshape(b, [batch, size, sizeOf(right)]),
    );
    const rest = [...left, ...right];
    return ops.reshape(product, [batch, ...(rest.length ? rest : [1])]);
  },
  cases: [
    { name: 'two rows', config: { axes: 1 }, inputs: [{ shape: [3, 4] }, { shape: [3, 4] }] },
    { name: 'cosine', config: { axes: -1, normalize: true }, inputs: [{ shape: [3, 4] }, { shape: [3, 4] }] },
    { name: 'two sequences', config: { axes: [2, 2] }, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }] },
    { name: 'a row and a sequence', config: { axes: [1, 2] }, inputs: [{ shape: [2, 4] }, { shape: [2, 3, 4] }] },
    {
      name: 'an image and a sequence',
      config: { axes: [1, 1] },
      inputs: [{ shape: [2, 3, 2, 4] }, { shape: [2, 3, 5] }],
    },
  ],
});
