/**
 * Convolution as matrix products. Ungrouped ones become im2col and one product per direction, cut along the batch when
 * the matrix would be large; grouped ones (depthwise above all) are done directly, where a product would be all edges.
 */
import { type Shape, sameShape, sizeOf } from '../../base/shape';
import type { ConvAttributes } from '../../ops/primitives/window';
import type { Conv2dSpec, Device, DeviceBuffer, PatchSpec } from './device';
import { sumRowsKernel } from './reduction';
import {
  foldKernel,
  groupedConvGradInputKernel,
  groupedConvGradKernelKernel,
  groupedConvKernel,
  patchesKernel,
} from './windows';

type Binary = (a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer;

const last = (s: Shape): number => s[s.length - 1] as number;

interface Layout {
  readonly patch: PatchSpec;
  /** Matrix sizes of one sample: places by columns by filters. */
  readonly places: number;
  readonly columns: number;
  readonly filters: number;
  /** The image is its own im2col matrix. */
  readonly plain: boolean;
  /** How many equal pieces the batch is cut into. */
  readonly pieces: number;
}

function layoutOf(device: Device, x: Shape, k: Shape, y: Shape, a: ConvAttributes): Layout {
  const window = k.slice(0, -2);
  const output = y.slice(1, -1);
  const places = sizeOf(output);
  const columns = sizeOf(window) * last(x);
  const batch = x[0] as number;
  const plain = sizeOf(window) === 1 && sameShape(output, x.slice(1, -1)) && a.strides.every((s) => s === 1);
  let pieces = 1;
  while (pieces < batch && (batch % pieces !== 0 || (batch / pieces) * places * columns > device.maxPatches)) pieces++;
  const patch: PatchSpec = {
    batch: batch / pieces,
    input: x.slice(1, -1),
    output,
    window,
    strides: a.strides,
    dilation: a.dilation,
    low: a.padding.map((p) => p[0]),
    channels: last(x),
  };
  return { patch, places, columns, filters: last(y), plain, pieces };
}

/** The spec of a convolution a device's own 2-D kernel can do; one-dimensional ones get an axis of length one. */
function plain2d(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Conv2dSpec | null {
  const n = x.length - 2;
  if (n > 2 || a.groups !== 1 || a.dilation.some((d) => d !== 1)) return null;
  const lift = (s: Shape, at: number): [number, number, number, number] =>
    (n === 2 ? [...s] : [...s.slice(0, at), 1, ...s.slice(at)]) as [number, number, number, number];
  const [s0, s1] = n === 2 ? (a.strides as [number, number]) : [1, a.strides[0] as number];
  const [p0, p1] = n === 2 ? [a.padding[0], a.padding[1]] : [[0, 0] as const, a.padding[0]];
  return {
    x: lift(x, 1),
    kernel: lift(k, 0),
    y: lift(y, 1),
    strides: [s0, s1],
    padding: [p0 as readonly [number, number], p1 as readonly [number, number]],
  };
}

const unary = (run: (inputs: readonly DeviceBuffer[]) => DeviceBuffer) => (x: DeviceBuffer) => run([x]);
const binary = (run: (inputs: readonly DeviceBuffer[]) => DeviceBuffer) => (a: DeviceBuffer, b: DeviceBuffer) =>
  run([a, b]);

/** Runs `piece` on each part of the batch and joins what comes. */
function inPieces(
  device: Device,
  pieces: number,
  lengths: readonly number[],
  piece: (parts: readonly DeviceBuffer[]) => DeviceBuffer,
  join: (parts: readonly DeviceBuffer[]) => DeviceBuffer,
): (inputs: readonly DeviceBuffer[]) => DeviceBuffer {
  if (pieces === 1) return piece;
  return (inputs) => {
    const results: DeviceBuffer[] = [];
    for (let p = 0; p < pieces; p++) {
      const parts = inputs.map((b, i) => device.row(b, p * (lengths[i] as number), lengths[i] as number));
      results.push(piece(parts));
      for (const b of parts) device.release(b);
    }
    const out = join(results);
    for (const b of results) device.release(b);
    return out;
  };
}

export function lowerConv(device: Device, x: Shape, k: Shape, y: Shape, a: ConvAttributes): Binary {
  if (a.groups > 1) return binary(device.prepare(groupedConvKernel(x, k, y, a)));
  const l = layoutOf(device, x, k, y, a);
  const simple = plain2d(x, k, y, a);
  if (device.conv2d && simple && !l.plain && l.places > 1) return device.conv2d(simple);
  const product = device.matmul({
    batch: 1,
    m: l.patch.batch * l.places,
    k: l.columns,
    n: l.filters,
    transposeA: false,
    transposeB: false,
  });
  const patches = patchesOf(device, l);
  return (image, kernel) => {
    const one = (parts: readonly DeviceBuffer[]): DeviceBuffer => {
      const matrix = patches(parts[0] as DeviceBuffer);
      const out = product(matrix, kernel);
      device.release(matrix);
      return out;
    };
    return inPieces(device, l.pieces, [sizeOf(x) / l.pieces], one, (parts) => device.stack(parts))([image]);
  };
}

export function lowerConvGradInput(device: Device, x: Shape, k: Shape, y: Shape, a: ConvAttributes): Binary {
  if (a.groups > 1) return binary(device.prepare(groupedConvGradInputKernel(x, k, y, a)));
  const l = layoutOf(device, x, k, y, a);
  const product = device.matmul({
    batch: 1,
    m: l.patch.batch * l.places,
    k: l.filters,
    n: l.columns,
    transposeA: false,
    transposeB: true,
  });
  const fold = device.images?.fold(l.patch) ?? unary(device.prepare(foldKernel(l.patch)));
  return (dy, kernel) => {
    const one = (parts: readonly DeviceBuffer[]): DeviceBuffer => {
      const columns = product(parts[0] as DeviceBuffer, kernel);
      if (l.plain) return columns;
      const out = fold(columns);
      device.release(columns);
      return out;
    };
    return inPieces(device, l.pieces, [sizeOf(y) / l.pieces], one, (parts) => device.stack(parts))([dy]);
  };
}

export function lowerConvGradKernel(device: Device, x: Shape, k: Shape, y: Shape, a: ConvAttributes): Binary {
  if (a.groups > 1) {
    const partial = device.prepare(groupedConvGradKernelKernel(x, k, y, a));
    const total = device.prepare(sumRowsKernel(x[0] as number, sizeOf(k)));
    return (image, dy) => {
      const perSample = partial([image, dy]);
      const out = total([perSample]);
      device.release(perSample);
      return out;
    };
  }
  const l = layoutOf(device, x, k, y, a);
  const product = device.matmul({
    batch: 1,
    m: l.columns,
    k: l.patch.batch * l.places,
    n: l.filters,
    transposeA: true,
    transposeB: false,
  });
  const patches = patchesOf(device, l);
  const total = device.prepare(sumRowsKernel(l.pieces, sizeOf(k)));
  const one = (parts: readonly DeviceBuffer[]): DeviceBuffer => {
    const matrix = patches(parts[0] as DeviceBuffer);
    const out = product(matrix, parts[1] as DeviceBuffer);
    device.release(matrix);
    return out;
  };
  const join = (parts: readonly DeviceBuffer[]): DeviceBuffer => {
    const all = device.stack(parts);
    const out = total([all]);
    device.release(all);
    return out;
  };
  return binary(inPieces(device, l.pieces, [sizeOf(x) / l.pieces, sizeOf(y) / l.pieces], one, join));
}

/** Makes the im2col matrix; the caller releases it. */
function patchesOf(device: Device, l: Layout): (x: DeviceBuffer) => DeviceBuffer {
  if (l.plain) {
    return (x) => {
      device.retain(x);
      return x;
    };
  }
  return device.images?.patches(l.patch) ?? unary(device.prepare(patchesKernel(l.patch)));
}
