/**
 * Resizes byte images the same way on every machine: a separable triangle filter as wide as the step between output
 * pixels (Pillow's antialiased bilinear), so shrinking averages and growing interpolates.
 */
import type { ImageSpec } from '../../graph/data-spec';
import type { Pixels } from '../dataset';

/** A rectangle in pixels; may be fractional. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which part of a source goes to which part of the target: the meaning of the three fits. */
export function placement(
  source: { readonly width: number; readonly height: number },
  spec: Pick<ImageSpec, 'width' | 'height' | 'fit'>,
): { readonly from: Rect; readonly to: Rect } {
  const whole = { x: 0, y: 0, width: source.width, height: source.height };
  const all = { x: 0, y: 0, width: spec.width, height: spec.height };
  if (spec.fit === 'stretch') return { from: whole, to: all };
  if (spec.fit === 'center-crop') {
    const scale = Math.min(source.width / spec.width, source.height / spec.height);
    const [width, height] = [spec.width * scale, spec.height * scale];
    return { from: { x: (source.width - width) / 2, y: (source.height - height) / 2, width, height }, to: all };
  }
  const scale = Math.min(spec.width / source.width, spec.height / source.height);
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const x = Math.floor((spec.width - width) / 2);
  const y = Math.floor((spec.height - height) / 2);
  return { from: whole, to: { x, y, width, height } };
}

interface Taps {
  readonly start: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
  readonly most: number;
}

/** For each of `to` output samples: the input samples under its triangle and their weights, which sum to one. */
function taps(size: number, from: number, span: number, to: number): Taps {
  const step = span / to;
  const reach = Math.max(1, step);
  const most = Math.ceil(reach) * 2 + 1;
  const start = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let i = 0; i < to; i++) {
    const centre = from + (i + 0.5) * step;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(size, Math.floor(centre + reach + 0.5));
    let sum = 0;
    for (let j = first; j < last; j++) {
      const w = Math.max(0, 1 - Math.abs((j + 0.5 - centre) / reach));
      weights[i * most + j - first] = w;
      sum += w;
    }
    start[i] = first;
    count[i] = last - first;
    for (let j = 0; j < last - first; j++) weights[i * most + j] = (weights[i * most + j] as number) / (sum || 1);
  }
  return { start, count, weights, most };
}

/**
 * Writes the part `from` of an image (rows of `channels` interleaved bytes) into the part `to` of `out`, an image
 * `outWidth` wide with the same channels. `to` has whole numbers.
 */
export function resample(
  source: { readonly data: Uint8Array | Uint8ClampedArray; readonly width: number; readonly height: number },
  channels: number,
  from: Rect,
  out: Uint8Array,
  outWidth: number,
  to: Rect,
): void {
  const across = taps(source.width, from.x, from.width, to.width);
  const down = taps(source.height, from.y, from.height, to.height);
  const firstRow = down.start[0] ?? 0;
  const rows = (down.start[to.height - 1] ?? 0) + (down.count[to.height - 1] ?? 0) - firstRow;
  const line = to.width * channels;
  const middle = new Float32Array(rows * line);
  for (let y = 0; y < rows; y++) {
    const row = (firstRow + y) * source.width * channels;
    for (let x = 0; x < to.width; x++) {
      const begin = row + (across.start[x] as number) * channels;
      const n = across.count[x] as number;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let j = 0; j < n; j++) {
          sum += (source.data[begin + j * channels + c] as number) * (across.weights[x * across.most + j] as number);
        }
        middle[y * line + x * channels + c] = sum;
      }
    }
  }
  for (let y = 0; y < to.height; y++) {
    const first = (down.start[y] as number) - firstRow;
    const n = down.count[y] as number;
    const target = ((to.y + y) * outWidth + to.x) * channels;
    for (let i = 0; i < line; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++)
        sum += (middle[(first + j) * line + i] as number) * (down.weights[y * down.most + j] as number);
      out[target + i] = Math.min(255, Math.max(0, Math.round(sum)));
    }
  }
}

/** Grey to colour by repeating, colour to grey by the luma of ITU-R BT.601 (what Pillow and Keras use). */
export function convertChannels(data: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return data;
  const count = data.length / from;
  const out = new Uint8Array(count * to);
  for (let i = 0; i < count; i++) {
    if (to === 1) out[i] = luma(data[i * from] ?? 0, data[i * from + 1] ?? 0, data[i * from + 2] ?? 0);
    else out.fill(data[i * from] ?? 0, i * to, i * to + to);
  }
  return out;
}

export function luma(r: number, g: number, b: number): number {
  return Math.round(0.299 * r + 0.587 * g + 0.114 * b);
}

/** All images at the size, fit and channels of `spec`; the very same object when nothing changes. */
export function fitPixels(pixels: Pixels, spec: ImageSpec): Pixels {
  const { count, width, height, channels } = pixels;
  const sameSize = width === spec.width && height === spec.height;
  if (sameSize && channels === spec.channels) return pixels;
  const area = spec.width * spec.height;
  const data = new Uint8Array(count * area * spec.channels);
  const { from, to } = placement(pixels, spec);
  for (let i = 0; i < count; i++) {
    const one = pixels.data.subarray(i * width * height * channels, (i + 1) * width * height * channels);
    let resized = one;
    if (!sameSize) {
      resized = new Uint8Array(area * channels);
      resample({ data: one, width, height }, channels, from, resized, spec.width, to);
    }
    data.set(convertChannels(resized, channels, spec.channels), i * area * spec.channels);
  }
  return { count, height: spec.height, width: spec.width, channels: spec.channels, data };
}
