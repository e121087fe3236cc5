/** im2col and its adjoint in plain JavaScript: runs of channels copied and added, window places hoisted out. */
import { sizeOf, stridesOf } from '../../base/shape';
import type { PatchSpec } from '../lowering/device';

/** For each window place and output place: where in the image it lies, or -1 outside. Same for every sample. */
const placeTables = new WeakMap<PatchSpec, Int32Array>();

function placesOf(p: PatchSpec): Int32Array {
  const known = placeTables.get(p);
  if (known) return known;
  const [places, taps] = [sizeOf(p.output), sizeOf(p.window)];
  const [inStrides, outStrides, tapStrides] = [stridesOf(p.input), stridesOf(p.output), stridesOf(p.window)];
  const table = new Int32Array(places * taps);
  for (let o = 0; o < places; o++) {
    for (let t = 0; t < taps; t++) {
      let at = 0;
      for (let i = 0; i < p.input.length; i++) {
        const out = Math.floor(o / (outStrides[i] as number)) % (p.output[i] as number);
        const tap = Math.floor(t / (tapStrides[i] as number)) % (p.window[i] as number);
        const x = out * (p.strides[i] as number) + tap * (p.dilation[i] as number) - (p.low[i] as number);
        if (x < 0 || x >= (p.input[i] as number)) {
          at = -1;
          break;
        }
        at += x * (inStrides[i] as number);
      }
      table[o * taps + t] = at;
    }
  }
  placeTables.set(p, table);
  return table;
}

export function patchImage(p: PatchSpec, x: Float32Array, out: Float32Array): void {
  const table = placesOf(p);
  const [c, size] = [p.channels, sizeOf(p.input) * p.channels];
  let to = 0;
  for (let n = 0; n < p.batch; n++) {
    const base = n * size;
    for (let k = 0; k < table.length; k++) {
      const place = table[k] as number;
      if (place < 0) {
        for (let ch = 0; ch < c; ch++) out[to + ch] = 0;
      } else {
        const from = base + place * c;
        for (let ch = 0; ch < c; ch++) out[to + ch] = x[from + ch] as number;
      }
      to += c;
    }
  }
}

export function foldImage(p: PatchSpec, columns: Float32Array, out: Float32Array): void {
  const table = placesOf(p);
  const [c, size] = [p.channels, sizeOf(p.input) * p.channels];
  out.fill(0);
  let from = 0;
  for (let n = 0; n < p.batch; n++) {
    const base = n * size;
    for (let k = 0; k < table.length; k++) {
      const place = table[k] as number;
      if (place >= 0) {
        const to = base + place * c;
        for (let ch = 0; ch < c; ch++) out[to + ch] = (out[to + ch] as number) + (columns[from + ch] as number);
      }
      from += c;
    }
  }
}
