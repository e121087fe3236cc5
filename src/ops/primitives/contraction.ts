/** Matrix products, and reading and adding rows by index. */
import { formatShape, sameShape, sizeOf } from '../../base/shape';
import * as F from '../functions';
import { definePrimitive } from '../primitive';
import type { Attributes, ValueType } from '../program';
import type { Tensor } from '../tracer';

function matmulDims(
  a: ValueType,
  b: ValueType,
  attrs: Attributes,
): { batch: number[]; m: number; k: number; n: number } {
  const rank = a.shape.length;
  if (rank < 2 || b.shape.length !== rank || !sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2))) {
    throw new Error(`matmul takes two stacks of matrices, not ${formatShape(a.shape)} and ${formatShape(b.shape)}.`);
  }
  const [a0, a1] = a.shape.slice(-2) as [number, number];
  const [b0, b1] = b.shape.slice(-2) as [number, number];
  const [m, ka] = attrs.transposeA ? [a1, a0] : [a0, a1];
  const [kb, n] = attrs.transposeB ? [b1, b0] : [b0, b1];
  if (ka !== kb) {
    throw new Error(`matmul: inner sizes ${ka} and ${kb} differ (${formatShape(a.shape)} by ${formatShape(b.shape)}).`);
  }
  return { batch: a.shape.slice(0, -2), m, k: ka, n };
}

/** matmul{transposeA, transposeB}: last two axes; leading axes must be equal. */
definePrimitive({
  name: 'matmul',
  infer: ([a, b], attrs) => {
    if (a?.dtype !== 'float32' || b?.dtype !== 'float32') throw new Error('matmul takes float32 tensors.');
    const { batch, m, n } = matmulDims(a, b, attrs);
    return [{ shape: [...batch, m, n], dtype: 'float32' }];
  },
  vjp: ({ inputs, attrs, cotangents, needed }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const ct = cotangents[0] as Tensor;
    const [ta, tb] = [attrs.transposeA === true, attrs.transposeB === true];
    return [
      needed[0] ? (ta ? F.matmul(b, ct, tb, true) : F.matmul(ct, b, false, !tb)) : null,
      needed[1] ? (tb ? F.matmul(ct, a, true, ta) : F.matmul(a, ct, !ta, false)) : null,
    ];
  },
  flops: ([a, b], _o, attrs) => {
    const { batch, m, k, n } = matmulDims(a as ValueType, b as ValueType, attrs);
    return 2 * sizeOf(batch) * m * k * n;
  },
});

/** gather(table, indices): rows of axis 0, shape indices.shape + table.shape[1:]; indices outside are clamped. */
definePrimitive({
  name: 'gather',
  infer: ([table, indices]) => {
    if (indices?.dtype !== 'int32') throw new Error('gather takes int32 indices.');
    const t = table as ValueType;
    if (t.shape.length < 1) throw new Error('gather takes a table with at least one axis.');
    return [{ shape: [...indices.shape, ...t.shape.slice(1)], dtype: t.dtype }];
  },
  vjp: ({ inputs, cotangents, needed }) => {
    const [table, indices] = inputs as [Tensor, Tensor];
    return [needed[0] ? F.scatterAdd(indices, cotangents[0] as Tensor, table.shape[0] as number) : null, null];
  },
  flops: () => 0,
});

/** scatter_add{rows}(indices, updates): zeros of `rows` rows with each update row added at its index (clamped). */
definePrimitive({
  name: 'scatter_add',
  infer: ([indices, updates], a) => {
    const [i, u] = [indices as ValueType, updates as ValueType];
    if (i.dtype !== 'int32') throw new Error('scatter_add takes int32 indices.');
    if (!sameShape(u.shape.slice(0, i.shape.length), i.shape)) {
      throw new Error(`scatter_add: updates ${formatShape(u.shape)} do not start with ${formatShape(i.shape)}.`);
    }
    return [{ shape: [a.rows as number, ...u.shape.slice(i.shape.length)], dtype: u.dtype }];
  },
  vjp: ({ inputs, cotangents }) => [null, F.gather(cotangents[0] as Tensor, inputs[0] as Tensor)],
  flops: (inputs) => sizeOf((inputs[1] as ValueType).shape),
});
