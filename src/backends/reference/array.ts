/** The reference backend's array: float64 values in row-major order, whatever the dtype says. */
import type { DType } from '../../base/dtype';
import { type Shape, sizeOf } from '../../base/shape';

export interface Nd {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float64Array;
}

export function makeNd(shape: Shape, dtype: DType, data: Float64Array = new Float64Array(sizeOf(shape))): Nd {
  return { shape, dtype, data };
}

/** Calls `visit` with every index of `shape` in row-major order; the array is reused between calls. */
export function forEachIndex(shape: Shape, visit: (index: number[], flat: number) => void): void {
  const n = sizeOf(shape);
  const index = shape.map(() => 0);
  for (let flat = 0; flat < n; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
}

/** Strides that read a tensor of `shape` as if it were broadcast to `target`: 0 along repeated axes. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const out = target.map(() => 0);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const d = shape[i] as number;
    out[target.length - shape.length + i] = d === 1 ? 0 : step;
    step *= d;
  }
  return out;
}

export function dot(index: readonly number[], strides: readonly number[]): number {
  let n = 0;
  for (let i = 0; i < index.length; i++) n += (index[i] as number) * (strides[i] as number);
  return n;
}
