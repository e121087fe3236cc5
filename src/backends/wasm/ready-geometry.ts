/** Sizes of sliding windows as the compiled kernels take them: always three spatial axes, leading ones of length 1. */
import { type Shape, sizeOf } from '../../base/shape';
import type { ReadyArgument, ReadyCall } from '../lowering/device';

export type Triple = readonly [number, number, number];

export interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly input: Triple;
  readonly output: Triple;
  readonly window: Triple;
  readonly strides: Triple;
  readonly dilation: Triple;
  /** Padding before the first element. */
  readonly low: Triple;
  /** Places the windows reach, padding included. */
  readonly padded: Triple;
}

export interface Windows {
  readonly x: Shape;
  readonly y: Shape;
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation?: readonly number[];
}

const three = (v: readonly number[], fill: number): Triple => {
  const [a = fill, b = fill, c = fill] = [...new Array<number>(3 - v.length).fill(fill), ...v];
  return [a, b, c];
};

const each = (f: (axis: 0 | 1 | 2) => number): Triple => [f(0), f(1), f(2)];

export function geometryOf(w: Windows): Geometry {
  const output = three(w.y.slice(1, -1), 1);
  const window = three(w.window, 1);
  const strides = three(w.strides, 1);
  const dilation = three(w.dilation ?? w.window.map(() => 1), 1);
  return {
    batch: w.x[0] as number,
    channels: w.x[w.x.length - 1] as number,
    filters: w.y[w.y.length - 1] as number,
    input: three(w.x.slice(1, -1), 1),
    output,
    window,
    strides,
    dilation,
    low: three(
      w.padding.map((p) => p[0]),
      0,
    ),
    padded: each((i) => (output[i] - 1) * strides[i] + (window[i] - 1) * dilation[i] + 1),
  };
}

/** The same windows seen from the cotangents: they lie apart by the strides, and one slides over them in single steps. */
export function turned(g: Geometry): Geometry & { readonly gaps: Triple } {
  const reach = each((i) => (g.window[i] - 1) * g.dilation[i]);
  return {
    ...g,
    input: g.output,
    output: g.input,
    channels: g.filters,
    filters: g.channels,
    gaps: g.strides,
    strides: [1, 1, 1],
    low: each((i) => reach[i] - g.low[i]),
    padded: each((i) => g.input[i] + reach[i]),
  };
}

/** Bytes of one padded sample. */
export const image = (padded: Triple, channels: number): number => aligned(sizeOf(padded) * channels * 4);

export const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

export const OUTPUT: ReadyArgument = { of: 'output' };
export const INPUT = (k: number): ReadyArgument => ({ of: k });
export const scratch = (offset: number): ReadyArgument => ({ of: 'scratch', offset });

/** Sizes in the order the kernels take them. */
export const poolSizes = (g: Geometry): number[] => [g.input, g.low, g.padded, g.output, g.window, g.strides].flat();
export const sizes = (g: Geometry): number[] => [...poolSizes(g), ...g.dilation];

/** One call with a float result. */
export const call = (name: string, result: Shape, room: number, args: readonly ReadyArgument[]): ReadyCall => ({
  output: { dtype: 'float32', length: sizeOf(result) },
  scratch: room,
  calls: [{ name, args }],
});
