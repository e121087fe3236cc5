/** Reductions and running sums. */
import { type Shape, sizeOf } from '../../base/shape';
import * as F from '../functions';
import { definePrimitive } from '../primitive';
import type { Attributes, ValueType } from '../program';
import type { Tensor } from '../tracer';

function reducedShape(shape: Shape, attrs: Attributes): number[] {
  const axes = attrs.axes as readonly number[];
  if (attrs.keepdims) return shape.map((d, i) => (axes.includes(i) ? 1 : d));
  return shape.filter((_, i) => !axes.includes(i));
}

/** Gives a reduced tensor its reduced axes back with length 1. */
function restoreAxes(t: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return F.reshape(
    t,
    shape.map((d, i) => (axes.includes(i) ? 1 : d)),
  );
}

const inputFlops = (inputs: readonly ValueType[]): number => sizeOf((inputs[0] as ValueType).shape);

/** reduce_sum{axes, keepdims} */
definePrimitive({
  name: 'reduce_sum',
  infer: ([x], a) => [{ shape: reducedShape((x as ValueType).shape, a), dtype: (x as ValueType).dtype }],
  vjp: ({ inputs, attrs, cotangents }) => {
    const x = inputs[0] as Tensor;
    return [F.broadcastTo(restoreAxes(cotangents[0] as Tensor, x.shape, attrs.axes as number[]), x.shape)];
  },
  flops: inputFlops,
});

/** The extremes share the cotangent equally, as JAX does. */
for (const name of ['reduce_max', 'reduce_min']) {
  definePrimitive({
    name,
    infer: ([x], a) => [{ shape: reducedShape((x as ValueType).shape, a), dtype: (x as ValueType).dtype }],
    vjp: ({ inputs, outputs, attrs, cotangents }) => {
      const x = inputs[0] as Tensor;
      const axes = attrs.axes as number[];
      const hit = F.convert(F.eq(x, restoreAxes(outputs[0] as Tensor, x.shape, axes)), 'float32');
      const count = F.sum(hit, axes, true);
      return [F.mul(hit, F.div(restoreAxes(cotangents[0] as Tensor, x.shape, axes), count))];
    },
    flops: inputFlops,
  });
}

/** argmax{axis}: index of the first largest element, int32, the axis dropped. */
definePrimitive({
  name: 'argmax',
  infer: ([x], a) => [{ shape: (x as ValueType).shape.filter((_, i) => i !== a.axis), dtype: 'int32' }],
  flops: inputFlops,
});

/** cumsum{axis, reverse} */
definePrimitive({
  name: 'cumsum',
  infer: ([x]) => [x as ValueType],
  vjp: ({ attrs, cotangents }) => [F.cumsum(cotangents[0] as Tensor, attrs.axis as number, !attrs.reverse)],
});
