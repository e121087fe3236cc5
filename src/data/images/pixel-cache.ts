/**
 * Decoded pixels of the user's image sets. One size per set is held in memory and one in storage, so that preparing
 * again is quick and a reload does not decode ten thousand files anew.
 */
import { ProblemError, problem } from '../../base/problem';
import type { Pixels } from '../dataset';
import { canonicalJson } from '../hash';
import { openContainer, packContainer } from '../store/container';
import type { FileStore } from '../store/file-store';
import type { DecodeFile } from './decode';
import { decodeAll } from './decode-all';
import { fileBlob, type ImageFiles, type PixelSpec } from './image-files';

export interface PixelControl {
  readonly signal?: AbortSignal;
  readonly onDecode?: (done: number, total: number) => void;
}

/** Sets whose pixels are held at once. */
const HELD = 2;
const SUFFIX = '.pixels';

const sizeKey = ({ width, height, channels, fit }: PixelSpec): string =>
  canonicalJson({ width, height, channels, fit });

export class PixelCache {
  private readonly held = new Map<string, { readonly size: string; readonly pixels: Promise<Pixels> }>();

  constructor(
    private readonly store: FileStore,
    private readonly decode: DecodeFile,
  ) {}

  /** @throws ProblemError `images-too-large` or `images-unreadable`, or the abort reason. */
  async get(files: ImageFiles, spec: PixelSpec, control: PixelControl = {}): Promise<Pixels> {
    const size = sizeKey(spec);
    for (;;) {
      const known = this.held.get(files.key);
      const mine = known?.size !== size;
      const pixels = mine ? this.load(files, spec, control) : known.pixels;
      if (mine) this.hold(files.key, size, pixels);
      try {
        return await pixels;
      } catch (error) {
        if (this.held.get(files.key)?.pixels === pixels) this.held.delete(files.key);
        // Someone else's cancel is no reason for this caller to fail.
        if (mine || control.signal?.aborted || !isAbort(error)) throw error;
      }
    }
  }

  /** Keeps pixels that an import has just decoded. */
  async put(id: string, pixels: Pixels, spec: PixelSpec): Promise<void> {
    this.hold(id, sizeKey(spec), Promise.resolve(pixels));
    await this.save(id, pixels, spec);
  }

  forget(id: string): void {
    this.held.delete(id);
  }

  private hold(id: string, size: string, pixels: Promise<Pixels>): void {
    this.held.delete(id);
    this.held.set(id, { size, pixels });
    for (const oldest of this.held.keys()) {
      if (this.held.size <= HELD) break;
      this.held.delete(oldest);
    }
  }

  private async load(files: ImageFiles, spec: PixelSpec, control: PixelControl): Promise<Pixels> {
    const stored = await this.stored(files, spec);
    if (stored !== null) return stored;
    const { pixels, failed } = await decodeAll(files.paths.length, (i) => fileBlob(files, i), spec, this.decode, {
      ...(control.signal && { signal: control.signal }),
      ...(control.onDecode && { onProgress: control.onDecode }),
    });
    const [first] = failed;
    if (first !== undefined) throw unreadable(failed.length, files.paths[first] ?? '');
    await this.save(files.key, pixels, spec);
    return pixels;
  }

  private async stored(files: ImageFiles, spec: PixelSpec): Promise<Pixels | null> {
    const { width, height, channels } = spec;
    const count = files.paths.length;
    try {
      const blob = await this.store.read(files.key + SUFFIX);
      if (blob === null) return null;
      const container = await openContainer(blob);
      if (container.meta !== sizeKey(spec)) return null;
      const data = await container.bytes('pixels');
      return data.length === count * width * height * channels ? { count, width, height, channels, data } : null;
    } catch {
      // A cache that cannot be read is no cache; the files are still there.
      return null;
    }
  }

  private async save(id: string, pixels: Pixels, spec: PixelSpec): Promise<void> {
    if (this.store.kind === 'memory') return;
    // Without it the next visit decodes again, which is slower and nothing worse.
    await this.store
      .write(id + SUFFIX, packContainer(sizeKey(spec), [{ name: 'pixels', data: pixels.data }]))
      .catch(() => undefined);
  }
}

function isAbort(error: unknown): boolean {
  return (
    (error instanceof DOMException && error.name === 'AbortError') ||
    (error instanceof ProblemError && error.problem.code === 'cancelled')
  );
}

function unreadable(count: number, path: string): ProblemError {
  return new ProblemError(
    problem('images-unreadable', `${count === 1 ? 'One image' : `${count} images`} can no longer be read.`, {
      where: path,
      fixes: [{ label: 'Open the images again', action: 'data.open' }],
    }),
  );
}
