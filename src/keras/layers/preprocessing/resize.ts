/**
 * Resizing an axis as JAX does: output place i looks at (i + ½)·d/o − ½ and mixes the places around it by a kernel. The
 * mixture is the same for every row, so it is one matrix product with numbers known before anything runs.
 * Source: jax/_src/image/scale.py.
 */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

export const INTERPOLATIONS = ['bilinear', 'nearest', 'bicubic', 'lanczos3', 'lanczos5'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

function lanczos(x: number, radius: number): number {
  if (x > radius) return 0;
  const t = Math.PI * x;
  return x > 1e-3 ? (radius * Math.sin(t) * Math.sin(t / radius)) / (t * t) : 1;
}

/** Weight of a place at distance `x` from where the output looks. */
const KERNELS: { readonly [K in Exclude<Interpolation, 'nearest'>]: (x: number) => number } = {
  bilinear: (x) => Math.max(0, 1 - x),
  bicubic: (x) => {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  },
  lanczos3: (x) => lanczos(x, 3),
  lanczos5: (x) => lanczos(x, 5),
};

const ENOUGH = 1000 * 2 ** -23;

/** Weights [inputs, outputs]; each column adds up to 1. */
function weightsOf(inputs: number, outputs: number, kernel: (x: number) => number, antialias: boolean): number[] {
  const ratio = inputs / outputs;
  const width = antialias ? Math.max(ratio, 1) : 1;
  const columns = Array.from({ length: outputs }, (_, o) => {
    const at = (o + 0.5) * ratio - 0.5;
    const column = Array.from({ length: inputs }, (_, i) => kernel(Math.abs(at - i) / width));
    const sum = column.reduce((a, b) => a + b, 0);
    return column.map((w) => (Math.abs(sum) > ENOUGH ? w / sum : 0));
  });
  return Array.from({ length: inputs }, (_, i) => columns.map((c) => c[i] as number)).flat();
}

function turned(x: Tensor, axis: number, to: number, body: (x: Tensor) => Tensor): Tensor {
  const perm = x.shape.map((_, i) => i).filter((i) => i !== axis);
  perm.splice(to, 0, axis);
  const inverse = perm.map((_, i) => perm.indexOf(i));
  return ops.transpose(body(ops.transpose(x, perm)), inverse);
}

/** Resizes one axis to `outputs` places. With `antialias` a smaller output averages over all that falls together. */
export function resizeAxis(x: Tensor, axis: number, outputs: number, by: Interpolation, antialias = false): Tensor {
  const inputs = x.shape[axis] as number;
  if (inputs === outputs) return x;
  if (by === 'nearest') {
    const places = Array.from({ length: outputs }, (_, o) => Math.floor(((o + 0.5) * inputs) / outputs));
    return turned(x, axis, 0, (t) => ops.gather(t, ops.constant(places, [outputs], 'int32')));
  }
  const weights = ops.constant(weightsOf(inputs, outputs, KERNELS[by], antialias), [inputs, outputs]);
  return turned(x, axis, x.rank - 1, (t) => ops.dense(t, weights));
}

/** @param images [n, height, width, channels] */
export const resizeImage = (
  images: Tensor,
  height: number,
  width: number,
  by: Interpolation,
  antialias = false,
): Tensor => resizeAxis(resizeAxis(images, 1, height, by, antialias), 2, width, by, antialias);

/** The middle of images, the odd row and column at the end. */
export function middle(images: Tensor, height: number, width: number): Tensor {
  const [top, left] = [(images.shape[1] as number) - height, (images.shape[2] as number) - width].map((d) =>
    Math.floor(d / 2),
  ) as [number, number];
  return ops.sliceAxis(ops.sliceAxis(images, 1, top, top + height), 2, left, left + width);
}

/** The largest middle piece of the proportions asked for. */
export function cropToAspect(images: Tensor, height: number, width: number): Tensor {
  const [, h, w] = images.shape as [number, number, number];
  const rows = Math.max(Math.min(h, Math.trunc((w * height) / width)), 1);
  const columns = Math.max(Math.min(w, Math.trunc((h * width) / height)), 1);
  return middle(images, rows, columns);
}

/** Equal edges above and below, or left and right, that give the proportions asked for. */
export function padToAspect(images: Tensor, height: number, width: number, value: number): Tensor {
  const [, h, w] = images.shape as [number, number, number];
  const top = Math.trunc((Math.max(h, Math.trunc((w * height) / width)) - h) / 2);
  const left = Math.trunc((Math.max(w, Math.trunc((h * width) / height)) - w) / 2);
  const [rows, columns] = top > 0 ? [top, 0] : [0, left];
  const none = [0, 0] as const;
  return ops.pad(images, [none, [rows, rows], [columns, columns], none], value);
}
