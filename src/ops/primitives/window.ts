/**
 * Convolution and pooling over 1 to 3 spatial axes, channels last. Padding is explicit, one [low, high] pair per
 * spatial axis, so "same" and "causal" are the callers' words. The two backward forms of a convolution are primitives
 * of their own; each derivative of the three is one of the other two.
 */
import { formatShape, type Shape, sizeOf } from '../../base/shape';
import { definePrimitive } from '../primitive';
import type { Attributes, ValueType } from '../program';
import type { Tensor } from '../tracer';
import * as F from '../window-functions';

export interface ConvAttributes {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

export interface PoolAttributes {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

export const convAttributes = (a: Attributes): ConvAttributes => a as unknown as ConvAttributes;
export const poolAttributes = (a: Attributes): PoolAttributes => a as unknown as PoolAttributes;

/** Length of one axis after a window of `size` slid over it. */
function slide(length: number, size: number, stride: number, dilation: number, pad: readonly [number, number]): number {
  const span = (size - 1) * dilation + 1;
  return Math.floor((length + pad[0] + pad[1] - span) / stride) + 1;
}

function convOutput(x: Shape, k: Shape, a: ConvAttributes): number[] {
  const n = x.length - 2;
  if (n < 1 || n > 3 || k.length !== x.length) {
    throw new Error(
      `conv takes an image and a kernel of 1 to 3 spatial axes, not ${formatShape(x)}, ${formatShape(k)}.`,
    );
  }
  const [channels, perGroup, filters] = [x[n + 1] as number, k[n] as number, k[n + 1] as number];
  if (channels !== perGroup * a.groups || filters % a.groups !== 0) {
    throw new Error(
      `conv: ${channels} channels and ${filters} filters do not split into ${a.groups} groups of ${perGroup}.`,
    );
  }
  const spatial = a.strides.map((s, i) =>
    slide(x[i + 1] as number, k[i] as number, s, a.dilation[i] as number, a.padding[i] as [number, number]),
  );
  if (spatial.some((d) => d < 1))
    throw new Error(`conv: the kernel ${formatShape(k)} is larger than ${formatShape(x)}.`);
  return [x[0] as number, ...spatial, filters];
}

const convFlops = (k: Shape, y: Shape): number => 2 * sizeOf(k) * (sizeOf(y) / (y[y.length - 1] as number));

/** conv{strides, padding, dilation, groups}(x [n, ...spatial, c], kernel [...window, c / groups, filters]) */
definePrimitive({
  name: 'conv',
  infer: ([x, k], a) => [
    { shape: convOutput((x as ValueType).shape, (k as ValueType).shape, convAttributes(a)), dtype: 'float32' },
  ],
  vjp: ({ inputs, attrs, cotangents, needed }) => {
    const [x, k] = inputs as [Tensor, Tensor];
    const ct = cotangents[0] as Tensor;
    const a = convAttributes(attrs);
    return [
      needed[0] ? F.convGradInput(ct, k, x.shape, a) : null,
      needed[1] ? F.convGradKernel(x, ct, k.shape, a) : null,
    ];
  },
  flops: ([, k], [y]) => convFlops((k as ValueType).shape, (y as ValueType).shape),
});

/** conv_grad_input{inputShape, ...}(dy, kernel): the cotangent of a convolution's image; also transposed convolution. */
definePrimitive({
  name: 'conv_grad_input',
  infer: (_i, a) => [{ shape: a.inputShape as number[], dtype: 'float32' }],
  vjp: ({ inputs, attrs, cotangents, needed }) => {
    const [dy, k] = inputs as [Tensor, Tensor];
    const ct = cotangents[0] as Tensor;
    const a = convAttributes(attrs);
    return [needed[0] ? F.conv(ct, k, a) : null, needed[1] ? F.convGradKernel(ct, dy, k.shape, a) : null];
  },
  flops: ([dy, k]) => convFlops((k as ValueType).shape, (dy as ValueType).shape),
});

/** conv_grad_kernel{kernelShape, ...}(x, dy): the cotangent of a convolution's kernel. */
definePrimitive({
  name: 'conv_grad_kernel',
  infer: (_i, a) => [{ shape: a.kernelShape as number[], dtype: 'float32' }],
  vjp: ({ inputs, attrs, cotangents, needed }) => {
    const [x, dy] = inputs as [Tensor, Tensor];
    const ct = cotangents[0] as Tensor;
    const a = convAttributes(attrs);
    return [needed[0] ? F.convGradInput(dy, ct, x.shape, a) : null, needed[1] ? F.conv(x, ct, a) : null];
  },
  flops: ([, dy], [k]) => convFlops((k as ValueType).shape, (dy as ValueType).shape),
});

function poolOutput(x: Shape, a: PoolAttributes): number[] {
  const spatial = a.window.map((w, i) =>
    slide(x[i + 1] as number, w, a.strides[i] as number, 1, a.padding[i] as [number, number]),
  );
  if (spatial.some((d) => d < 1)) throw new Error(`pool: the window [${a.window}] is larger than ${formatShape(x)}.`);
  return [x[0] as number, ...spatial, x[x.length - 1] as number];
}

const poolFlops = (y: Shape, a: Attributes): number => sizeOf(y) * sizeOf(poolAttributes(a).window);

/** max_pool{window, strides, padding}: padded places never win. */
definePrimitive({
  name: 'max_pool',
  infer: ([x], a) => [{ shape: poolOutput((x as ValueType).shape, poolAttributes(a)), dtype: 'float32' }],
  vjp: ({ inputs, outputs, attrs, cotangents }) => [
    F.maxPoolGrad(inputs[0] as Tensor, outputs[0] as Tensor, cotangents[0] as Tensor, poolAttributes(attrs)),
  ],
  flops: (_i, [y], a) => poolFlops((y as ValueType).shape, a),
});

/** max_pool_grad(x, y, dy): dy goes to the first largest element of each window, in row-major order. */
definePrimitive({
  name: 'max_pool_grad',
  infer: ([x]) => [x as ValueType],
  flops: ([, y], _o, a) => 2 * poolFlops((y as ValueType).shape, a),
});

/** sum_pool{window, strides, padding}: padded places count as zero. */
definePrimitive({
  name: 'sum_pool',
  infer: ([x], a) => [{ shape: poolOutput((x as ValueType).shape, poolAttributes(a)), dtype: 'float32' }],
  vjp: ({ inputs, attrs, cotangents }) => [
    F.sumPoolGrad(cotangents[0] as Tensor, (inputs[0] as Tensor).shape, poolAttributes(attrs)),
  ],
  flops: (_i, [y], a) => poolFlops((y as ValueType).shape, a),
});

/** sum_pool_grad{inputShape, ...}(dy) */
definePrimitive({
  name: 'sum_pool_grad',
  infer: (_i, a) => [{ shape: a.inputShape as number[], dtype: 'float32' }],
  vjp: ({ attrs, cotangents }) => [F.sumPool(cotangents[0] as Tensor, poolAttributes(attrs))],
  flops: ([dy], _o, a) => poolFlops((dy as ValueType).shape, a),
});
