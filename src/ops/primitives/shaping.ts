/** Primitives that move elements without computing: reshape, transpose, broadcast, slice, pad, concat, reverse. */
import { broadcastShapes, formatShape, normalizeAxis, sameShape, sizeOf } from '../../base/shape';
import * as F from '../functions';
import { definePrimitive } from '../primitive';
import type { ValueType } from '../program';
import type { Tensor } from '../tracer';

const numbers = (v: unknown): readonly number[] => v as readonly number[];
const noFlops = (): number => 0;

/** reshape{shape} */
definePrimitive({
  name: 'reshape',
  infer: ([x], a) => {
    const from = (x as ValueType).shape;
    const to = numbers(a.shape);
    if (sizeOf(from) !== sizeOf(to)) throw new Error(`Cannot reshape ${formatShape(from)} to ${formatShape(to)}.`);
    return [{ shape: to, dtype: (x as ValueType).dtype }];
  },
  vjp: ({ inputs, cotangents }) => [F.reshape(cotangents[0] as Tensor, (inputs[0] as Tensor).shape)],
  flops: noFlops,
});

/** transpose{perm}: output axis i is input axis perm[i]. */
definePrimitive({
  name: 'transpose',
  infer: ([x], a) => {
    const { shape, dtype } = x as ValueType;
    const perm = numbers(a.perm);
    if (perm.length !== shape.length || new Set(perm).size !== perm.length) {
      throw new Error(`[${perm}] is no permutation of the axes of ${formatShape(shape)}.`);
    }
    return [{ shape: perm.map((p) => shape[normalizeAxis(p, shape.length)] as number), dtype }];
  },
  vjp: ({ attrs, cotangents }) => {
    const perm = numbers(attrs.perm);
    const inverse = new Array<number>(perm.length);
    perm.forEach((p, i) => {
      inverse[p] = i;
    });
    return [F.transpose(cotangents[0] as Tensor, inverse)];
  },
  flops: noFlops,
});

/** broadcast{shape}: NumPy's broadcast_to. */
definePrimitive({
  name: 'broadcast',
  infer: ([x], a) => {
    const { shape, dtype } = x as ValueType;
    const to = numbers(a.shape);
    if (!sameShape(broadcastShapes(shape, to), to)) {
      throw new Error(`Cannot broadcast ${formatShape(shape)} to ${formatShape(to)}.`);
    }
    return [{ shape: to, dtype }];
  },
  vjp: ({ inputs, cotangents }) => [F.sumToShape(cotangents[0] as Tensor, (inputs[0] as Tensor).shape)],
  flops: noFlops,
});

/** slice{start, limit, strides}: limit exclusive, strides positive; one entry per axis. */
definePrimitive({
  name: 'slice',
  infer: ([x], a) => {
    const { shape, dtype } = x as ValueType;
    const [start, limit, strides] = [numbers(a.start), numbers(a.limit), numbers(a.strides)];
    return [
      {
        dtype,
        shape: shape.map((d, i) => {
          const [s, l, st] = [start[i] as number, limit[i] as number, strides[i] as number];
          if (s < 0 || l > d || s > l || st < 1) {
            throw new Error(`slice [${start}]:[${limit}]:[${strides}] leaves ${formatShape(shape)}.`);
          }
          return Math.ceil((l - s) / st);
        }),
      },
    ];
  },
  vjp: ({ inputs, attrs, cotangents }) => {
    const x = inputs[0] as Tensor;
    const ct = cotangents[0] as Tensor;
    const [start, strides] = [numbers(attrs.start), numbers(attrs.strides)];
    const interior = strides.map((s) => s - 1);
    const high = x.shape.map((d, i) => {
      const n = ct.shape[i] as number;
      const span = n === 0 ? 0 : (n - 1) * (strides[i] as number) + 1;
      return d - (start[i] as number) - span;
    });
    return [F.padWith(ct, start, high, interior, 0)];
  },
  flops: noFlops,
});

/** pad{low, high, interior, value}: no entry negative; interior elements go between neighbours. */
definePrimitive({
  name: 'pad',
  infer: ([x], a) => {
    const { shape, dtype } = x as ValueType;
    const [low, high, interior] = [numbers(a.low), numbers(a.high), numbers(a.interior)];
    if ([...low, ...high, ...interior].some((n) => n < 0)) throw new Error('pad takes no negative amounts.');
    return [
      {
        dtype,
        shape: shape.map(
          (d, i) => (low[i] as number) + d + Math.max(d - 1, 0) * (interior[i] as number) + (high[i] as number),
        ),
      },
    ];
  },
  vjp: ({ inputs, attrs, cotangents }) => {
    const x = inputs[0] as Tensor;
    const low = numbers(attrs.low);
    const strides = numbers(attrs.interior).map((n) => n + 1);
    const limit = x.shape.map((d, i) =>
      d === 0 ? (low[i] as number) : (low[i] as number) + (d - 1) * (strides[i] as number) + 1,
    );
    return [F.slice(cotangents[0] as Tensor, low, limit, strides)];
  },
  flops: noFlops,
});

/** concat{axis} of one or more tensors. */
definePrimitive({
  name: 'concat',
  infer: (inputs, a) => {
    const first = inputs[0] as ValueType;
    const axis = a.axis as number;
    let total = 0;
    for (const t of inputs) {
      const fits =
        t.dtype === first.dtype &&
        t.shape.length === first.shape.length &&
        t.shape.every((d, i) => i === axis || d === first.shape[i]);
      if (!fits) {
        throw new Error(`concat along axis ${axis}: ${formatShape(t.shape)} does not fit ${formatShape(first.shape)}.`);
      }
      total += t.shape[axis] as number;
    }
    return [{ shape: first.shape.map((d, i) => (i === axis ? total : d)), dtype: first.dtype }];
  },
  vjp: ({ inputs, attrs, cotangents, needed }) => {
    const axis = attrs.axis as number;
    let offset = 0;
    return inputs.map((x, i) => {
      const begin = offset;
      offset += x.shape[axis] as number;
      return needed[i] ? F.sliceAxis(cotangents[0] as Tensor, axis, begin, offset) : null;
    });
  },
  flops: noFlops,
});

/** reverse{axes} */
definePrimitive({
  name: 'reverse',
  infer: ([x]) => [x as ValueType],
  vjp: ({ attrs, cotangents }) => [F.reverse(cotangents[0] as Tensor, numbers(attrs.axes))],
  flops: noFlops,
});
