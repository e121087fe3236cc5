/** Decodes all files of a set at one size, several at a time, with progress and cancel. */
import { ProblemError, problem } from '../../base/problem';
import type { Pixels } from '../dataset';
import { MAX_PREPARED_BYTES } from '../prepare-table';
import { type DecodeFile, toPixels } from './decode';
import type { PixelSpec } from './image-files';

export interface DecodeControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Enough to keep the browser's decoder threads busy while one image is resized here. */
const AT_ONCE = 8;
const REPORT_EVERY = 32;

/**
 * Pixels of every file `file(i)`, i < count; those that do not decode stay black and are listed in `failed`.
 * @throws ProblemError `images-too-large` when the pixels would not fit, or the abort reason.
 */
export async function decodeAll(
  count: number,
  file: (index: number) => Blob,
  spec: PixelSpec,
  decode: DecodeFile,
  control: DecodeControl = {},
): Promise<{ pixels: Pixels; failed: number[] }> {
  const { width, height, channels } = spec;
  const size = width * height * channels;
  if (count * size > MAX_PREPARED_BYTES) throw tooLarge(count, spec);
  const data = new Uint8Array(count * size);
  const failed: number[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      control.signal?.throwIfAborted();
      const i = next++;
      try {
        const image = await decode(file(i), Math.max(width, height));
        data.set(toPixels(image, spec), i * size);
      } catch {
        failed.push(i);
      }
      done++;
      if (done % REPORT_EVERY === 0 || done === count) control.onProgress?.(done, count);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
  failed.sort((a, b) => a - b);
  return { pixels: { count, width, height, channels, data }, failed };
}

/** The images at the given places only. */
export function keepImages(pixels: Pixels, keep: readonly number[]): Pixels {
  const size = pixels.width * pixels.height * pixels.channels;
  const data = new Uint8Array(keep.length * size);
  keep.forEach((from, to) => {
    data.set(pixels.data.subarray(from * size, (from + 1) * size), to * size);
  });
  return { ...pixels, count: keep.length, data };
}

function tooLarge(count: number, { width, height, channels }: PixelSpec): ProblemError {
  const gigabytes = ((count * width * height * channels) / 2 ** 30).toFixed(1);
  const side = Math.max(8, Math.floor(Math.sqrt(MAX_PREPARED_BYTES / count / channels)));
  return new ProblemError(
    problem('images-too-large', `${count} images of ${width} × ${height} would take ${gigabytes} GB.`, {
      where: 'data.image',
      expected: 'at most 1.5 GB',
      received: `${gigabytes} GB`,
      fixes: [{ label: `Use ${side} × ${side}`, action: 'data.set-image', params: { width: side, height: side } }],
    }),
  );
}
