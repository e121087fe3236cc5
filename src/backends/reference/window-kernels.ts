/** Convolution and pooling by walking every (output place, window place) pair: one loop, five meanings. */
import { type Shape, sizeOf, stridesOf } from '../../base/shape';
import { type ConvAttributes, convAttributes, poolAttributes } from '../../ops/primitives/window';
import type { ValueType } from '../../ops/program';
import { dot, forEachIndex, makeNd, type Nd } from './array';
import type { Kernel } from './kernels';

/** Visits every pair of an output place and a window place that lands inside the image. */
function forEachTap(
  image: Shape,
  output: Shape,
  window: Shape,
  a: { strides: readonly number[]; dilation: readonly number[]; padding: readonly (readonly [number, number])[] },
  visit: (n: number, inPlace: number, outPlace: number, tap: number) => void,
): void {
  const inSpatial = image.slice(1, -1);
  const outSpatial = output.slice(1, -1);
  const [inStrides, outStrides, tapStrides] = [stridesOf(inSpatial), stridesOf(outSpatial), stridesOf(window)];
  for (let n = 0; n < (image[0] as number); n++) {
    forEachIndex(outSpatial, (o) => {
      forEachIndex(window, (w) => {
        const at = o.map(
          (v, i) =>
            v * (a.strides[i] as number) +
            (w[i] as number) * (a.dilation[i] as number) -
            (a.padding[i] as readonly [number, number])[0],
        );
        if (at.some((v, i) => v < 0 || v >= (inSpatial[i] as number))) return;
        visit(
          n,
          n * sizeOf(inSpatial) + dot(at, inStrides),
          n * sizeOf(outSpatial) + dot(o, outStrides),
          dot(w, tapStrides),
        );
      });
    });
  }
}

/** Visits every scalar product term of a convolution by flat offsets into image, kernel and output. */
function forEachTerm(
  x: Shape,
  k: Shape,
  y: Shape,
  a: ConvAttributes,
  visit: (xi: number, ki: number, yi: number) => void,
): void {
  const [channels, filters] = [x[x.length - 1] as number, y[y.length - 1] as number];
  const [inPer, outPer] = [channels / a.groups, filters / a.groups];
  forEachTap(x, y, k.slice(0, -2), a, (_n, inPlace, outPlace, tap) => {
    for (let f = 0; f < filters; f++) {
      const group = Math.floor(f / outPer);
      for (let c = 0; c < inPer; c++) {
        visit(inPlace * channels + group * inPer + c, (tap * inPer + c) * filters + f, outPlace * filters + f);
      }
    }
  });
}

const only = (types: readonly ValueType[]): Nd => makeNd((types[0] as ValueType).shape, (types[0] as ValueType).dtype);

function addTo(target: Float64Array, at: number, v: number): void {
  target[at] = (target[at] as number) + v;
}

export const windowKernels: Record<string, Kernel> = {
  conv: ([x, k], attrs, types) => {
    const [img, ker, out] = [x as Nd, k as Nd, only(types)];
    forEachTerm(img.shape, ker.shape, out.shape, convAttributes(attrs), (xi, ki, yi) => {
      addTo(out.data, yi, (img.data[xi] as number) * (ker.data[ki] as number));
    });
    return [out];
  },
  conv_grad_input: ([dy, k], attrs, types) => {
    const [grad, ker, out] = [dy as Nd, k as Nd, only(types)];
    forEachTerm(out.shape, ker.shape, grad.shape, convAttributes(attrs), (xi, ki, yi) => {
      addTo(out.data, xi, (grad.data[yi] as number) * (ker.data[ki] as number));
    });
    return [out];
  },
  conv_grad_kernel: ([x, dy], attrs, types) => {
    const [img, grad, out] = [x as Nd, dy as Nd, only(types)];
    forEachTerm(img.shape, out.shape, grad.shape, convAttributes(attrs), (xi, ki, yi) => {
      addTo(out.data, ki, (img.data[xi] as number) * (grad.data[yi] as number));
    });
    return [out];
  },
  max_pool: ([x], attrs, types) => {
    const [img, out] = [x as Nd, only(types)];
    const a = poolAttributes(attrs);
    const c = img.shape[img.shape.length - 1] as number;
    out.data.fill(Number.NEGATIVE_INFINITY);
    forEachTap(img.shape, out.shape, a.window, { ...a, dilation: a.window.map(() => 1) }, (_n, inPlace, outPlace) => {
      for (let ch = 0; ch < c; ch++) {
        const v = img.data[inPlace * c + ch] as number;
        const best = out.data[outPlace * c + ch] as number;
        if (v > best || Number.isNaN(v)) out.data[outPlace * c + ch] = v;
      }
    });
    return [out];
  },
  max_pool_grad: ([x, y, dy], attrs, types) => {
    const [img, pooled, grad, out] = [x as Nd, y as Nd, dy as Nd, only(types)];
    const a = poolAttributes(attrs);
    const c = img.shape[img.shape.length - 1] as number;
    const done = new Uint8Array(pooled.data.length);
    forEachTap(
      img.shape,
      pooled.shape,
      a.window,
      { ...a, dilation: a.window.map(() => 1) },
      (_n, inPlace, outPlace) => {
        for (let ch = 0; ch < c; ch++) {
          const o = outPlace * c + ch;
          if (!done[o] && img.data[inPlace * c + ch] === pooled.data[o]) {
            done[o] = 1;
            addTo(out.data, inPlace * c + ch, grad.data[o] as number);
          }
        }
      },
    );
    return [out];
  },
  sum_pool: ([x], attrs, types) => {
    const [img, out] = [x as Nd, only(types)];
    const a = poolAttributes(attrs);
    const c = img.shape[img.shape.length - 1] as number;
    forEachTap(img.shape, out.shape, a.window, { ...a, dilation: a.window.map(() => 1) }, (_n, inPlace, outPlace) => {
      for (let ch = 0; ch < c; ch++) addTo(out.data, outPlace * c + ch, img.data[inPlace * c + ch] as number);
    });
    return [out];
  },
  sum_pool_grad: ([dy], attrs, types) => {
    const [grad, out] = [dy as Nd, only(types)];
    const a = poolAttributes(attrs);
    const c = out.shape[out.shape.length - 1] as number;
    forEachTap(out.shape, grad.shape, a.window, { ...a, dilation: a.window.map(() => 1) }, (_n, inPlace, outPlace) => {
      for (let ch = 0; ch < c; ch++) addTo(out.data, inPlace * c + ch, grad.data[outPlace * c + ch] as number);
    });
    return [out];
  },
};
