/**
 * Decodes image files in a worker and brings them to one size. Orientation is applied, colours are not converted, and
 * our own filter does the last step, so the same file gives the same bytes in every browser that decodes alike.
 */
import type { PixelSpec } from './image-files';
import { luma, placement, resample } from './resample';

/** An image at its own size, RGBA. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Decodes a file to RGBA; may shrink it on the way, to no less than `enough` on either side. Rejects when corrupt. */
export type DecodeFile = (file: Blob, enough: number) => Promise<Rgba>;

const OPTIONS: ImageBitmapOptions = {
  imageOrientation: 'from-image',
  premultiplyAlpha: 'none',
  colorSpaceConversion: 'none',
};

/** Images of more than LARGE x LARGE pixels are shrunk by the browser first: reading them whole costs more than decoding. */
const LARGE = 1024;

export const decodeInBrowser: DecodeFile = async (file, enough) => {
  const bitmap = await createImageBitmap(file, OPTIONS);
  try {
    const { width, height } = bitmap;
    const shrink = Math.min(1, Math.max((4 * enough) / Math.min(width, height), LARGE / Math.sqrt(width * height)));
    const [w, h] = [Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink))];
    const context = new OffscreenCanvas(w, h).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('There is no 2D canvas in this worker.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, w, h);
    return { width: w, height: h, data: context.getImageData(0, 0, w, h).data };
  } finally {
    bitmap.close();
  }
};

/** Makes a photograph small enough to keep by the thousand; null when it is small already. Rejects when corrupt. */
export type ShrinkFile = (file: Blob) => Promise<Blob | null>;

/** The shorter side of what is kept: well above any size that is trained on in a browser. */
export const KEPT_SIDE = 512;

export const shrinkInBrowser: ShrinkFile = async (file) => {
  const bitmap = await createImageBitmap(file, OPTIONS);
  try {
    const scale = KEPT_SIDE / Math.min(bitmap.width, bitmap.height);
    if (scale >= 1) return null;
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    // JPEG has no transparency, WebP has.
    const type = file.type === 'image/jpeg' ? file.type : 'image/webp';
    const small = await canvas.convertToBlob({ type, quality: 0.95 });
    return small.type === type ? small : null;
  } finally {
    bitmap.close();
  }
};

/** RGBA to bytes of `channels`; what is transparent shows `paper` (white, as pages do). */
export function flatten({ width, height, data }: Rgba, channels: 1 | 3, paper = 255): Uint8Array {
  const out = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    const a = data[i * 4 + 3] as number;
    const over = (v: number): number => (a === 255 ? v : Math.round((v * a + paper * (255 - a)) / 255));
    const r = over(data[i * 4] as number);
    const g = over(data[i * 4 + 1] as number);
    const b = over(data[i * 4 + 2] as number);
    if (channels === 1) out[i] = luma(r, g, b);
    else {
      out[i * 3] = r;
      out[i * 3 + 1] = g;
      out[i * 3 + 2] = b;
    }
  }
  return out;
}

/** One image at the size, fit and channels asked for: (height, width, channels) bytes. */
export function toPixels(image: Rgba, spec: PixelSpec, paper?: number): Uint8Array {
  const flat = flatten(image, spec.channels, paper);
  if (image.width === spec.width && image.height === spec.height) return flat;
  const out = new Uint8Array(spec.width * spec.height * spec.channels);
  const { from, to } = placement(image, spec);
  resample({ data: flat, width: image.width, height: image.height }, spec.channels, from, out, spec.width, to);
  return out;
}

export function isGrey({ data }: Rgba): boolean {
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
}
