/**
 * Imports images from a folder, a zip or loose files with a table of labels: looks at every header first, proposes a
 * size, then decodes all. What cannot be used is listed, never silently lost.
 */
import { type Problem, ProblemError, problem } from '../../base/problem';
import type { ImageSpec } from '../../graph/data-spec';
import { readTable, sourceOfBlob } from '../csv/read-table';
import type { ImageDataset, TableDataset } from '../dataset';
import { Hasher } from '../hash';
import { MAX_PREPARED_BYTES } from '../prepare-table';
import { imageTask } from '../propose';
import { collect, type PathParts } from './collect';
import { type DecodeFile, isGrey, type ShrinkFile } from './decode';
import { decodeAll, keepImages } from './decode-all';
import { type ImageHeader, readImageHeader } from './headers';
import { asDataset, type ImageFiles } from './image-files';
import { joinLabels, makeLabels, noLabels } from './labels';
import { imageNotes } from './notes';
import { readZipDirectory, readZipEntry, type ZipLimits } from './zip';

/** A file with its path below what was dropped. */
export interface InputFile {
  readonly path: string;
  readonly blob: Blob;
}

export interface ImportControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: 'unpacking' | 'decoding', done: number, total: number) => void;
  readonly zipLimits?: ZipLimits;
  /** Makes large photographs small before they are kept; without it all are kept as they came. */
  readonly shrink?: ShrinkFile;
}

/** A file not yet read: from disk, or out of an archive. */
interface Pending {
  readonly path: string;
  read(): Promise<Uint8Array>;
}

interface Kept {
  readonly path: string;
  readonly label: string;
  readonly header: ImageHeader;
  readonly start: number;
  readonly end: number;
}

/** Bytes gathered before they are handed to the browser as a Blob, which may live on disk. */
const FLUSH = 32 * 2 ** 20;
/** Files read at a time. */
const AT_ONCE = 16;
/** Above this a file is worth shrinking: thousands of photographs would fill the disk. */
const LARGE_FILE = 256 * 1024;
const SAMPLED = 48;
const SIDES = [8, 12, 16, 20, 24, 28, 32, 48, 64];

/**
 * @throws ProblemError `images-none`, `images-no-labels`, `zip-damaged`, `zip-too-large`, `zip-encrypted`, or the abort
 * reason of the signal.
 */
export async function importImages(
  name: string,
  inputs: readonly InputFile[],
  decode: DecodeFile,
  control: ImportControl = {},
): Promise<{ files: ImageFiles; dataset: ImageDataset }> {
  const started = performance.now();
  const pending = await unpack(inputs, control.zipLimits);
  const found = collect(pending.map((p) => p.path));
  if (found.images.length === 0) throw new ProblemError(noImages(name, pending.length));
  const { labels, table } = await labelsFor(found.images, found.tables, pending);
  const labelled = found.images.flatMap(({ index, path }, i) => {
    const label = labels[i] ?? null;
    return label === null ? [] : [{ index, path, label }];
  });
  if (labelled.length === 0) throw new ProblemError(noLabels(found.images.length, table));

  const gathered = await gather(labelled, pending, control);
  const { kept, pack, key } = gathered;
  if (kept.length === 0) throw new ProblemError(noImages(name, found.images.length));
  const blobOf = (k: Kept): Blob => pack.slice(k.start, k.end, k.header.mime);
  const proposed = await propose(kept, blobOf, decode);
  const { pixels, failed } = await decodeAll(kept.length, (i) => blobOf(kept[i] as Kept), proposed, decode, {
    ...(control.signal && { signal: control.signal }),
    onProgress: (done, total) => control.onProgress?.('decoding', done, total),
  });
  const bad = new Set(failed);
  const good = kept.map((_, i) => i).filter((i) => !bad.has(i));
  const used = good.map((i) => kept[i] as Kept);
  const corrupt = [...gathered.corrupt, ...failed.map((i) => (kept[i] as Kept).path)];
  if (used.length === 0) throw new ProblemError(allCorrupt(corrupt));
  const imageLabels = makeLabels(used.map((k) => k.label));
  const unlabelled = found.images.filter((_, i) => labels[i] === null).map((i) => i.path);
  const files: ImageFiles = {
    kind: 'image-files',
    name: name.replace(/\.zip$/i, ''),
    key,
    problems: imageNotes({
      headers: used.map((k) => k.header),
      paths: used.map((k) => k.path),
      corrupt,
      unlabelled,
      classes: imageLabels.classes,
      others: found.others,
      shrunk: gathered.shrunk,
      spec: proposed,
    }),
    read: { fileName: name, bytes: pack.size, milliseconds: performance.now() - started },
    paths: used.map((k) => k.path),
    labels: imageLabels,
    pack,
    ranges: Float64Array.from(used.flatMap((k) => [k.start, k.end])),
    proposed: { ...proposed, task: imageTask(imageLabels.classes.length, imageLabels.values) },
  };
  return { files, dataset: asDataset(files, failed.length === 0 ? pixels : keepImages(pixels, good)) };
}

/** Opens archives among the inputs; everything else stays as it is. */
async function unpack(inputs: readonly InputFile[], limits?: ZipLimits): Promise<Pending[]> {
  const pending: Pending[] = [];
  for (const { path, blob } of inputs) {
    if (!/\.zip$/i.test(path)) {
      pending.push({ path, read: async () => new Uint8Array(await blob.arrayBuffer()) });
      continue;
    }
    for (const entry of await readZipDirectory(blob, limits)) {
      pending.push({ path: entry.path, read: () => readZipEntry(blob, entry) });
    }
  }
  return pending;
}

/** Labels by a table if one names the files, else by folder. `table` is the one that was tried. */
async function labelsFor(
  images: readonly PathParts[],
  tables: readonly number[],
  pending: readonly Pending[],
): Promise<{ labels: readonly (string | null)[]; table: string | null }> {
  const paths = images.map((i) => i.path);
  let tried: string | null = null;
  for (const index of tables) {
    const file = pending[index] as Pending;
    tried ??= file.path;
    const joined = joinLabels(await readLabels(file), paths);
    if (joined !== null) return { labels: joined.labels, table: file.path };
  }
  const folders = images.map((i) => i.folder);
  return { labels: tried !== null && new Set(folders).size < 2 ? folders.map(() => null) : folders, table: tried };
}

async function readLabels(file: Pending): Promise<TableDataset> {
  const bytes = await file.read();
  return readTable(sourceOfBlob(file.path, new Blob([bytes as Uint8Array<ArrayBuffer>])));
}

/** A file read and, where it is a large photograph, shrunk; null when it is damaged. */
interface Loaded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: ImageHeader;
  readonly shrunk: boolean;
}

async function loadOne(file: Pending, shrink: ShrinkFile | undefined): Promise<Loaded | null> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = (await file.read()) as Uint8Array<ArrayBuffer>;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'zip-damaged') return null;
    throw error;
  }
  const header = readImageHeader(bytes);
  if (header === null) return null;
  const small =
    bytes.length > LARGE_FILE ? await shrink?.(new Blob([bytes], { type: header.mime })).catch(() => null) : null;
  if (!small || small.size >= bytes.length) return { bytes, header, shrunk: false };
  const smaller = new Uint8Array(await small.arrayBuffer());
  const after = readImageHeader(smaller);
  return after === null ? { bytes, header, shrunk: false } : { bytes: smaller, header: after, shrunk: true };
}

interface Gathered {
  readonly kept: readonly Kept[];
  readonly corrupt: readonly string[];
  readonly shrunk: number;
  readonly key: string;
  readonly pack: Blob;
}

async function gather(
  images: readonly { readonly index: number; readonly path: string; readonly label: string }[],
  pending: readonly Pending[],
  control: ImportControl,
): Promise<Gathered> {
  const hasher = new Hasher();
  const kept: Kept[] = [];
  const corrupt: string[] = [];
  const blobs: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  let at = 0;
  let shrunk = 0;
  for (let from = 0; from < images.length; from += AT_ONCE) {
    control.signal?.throwIfAborted();
    control.onProgress?.('unpacking', from, images.length);
    const batch = images.slice(from, from + AT_ONCE);
    const loaded = await Promise.all(batch.map((i) => loadOne(pending[i.index] as Pending, control.shrink)));
    for (const [i, { path, label }] of batch.entries()) {
      const file = loaded[i];
      if (!file) {
        corrupt.push(path);
        continue;
      }
      const { bytes, header } = file;
      if (file.shrunk) shrunk++;
      hasher.text(path).text(label).text(String(bytes.length)).bytes(bytes);
      kept.push({ path, label, header, start: at, end: at + bytes.length });
      at += bytes.length;
      parts.push(bytes);
      waiting += bytes.length;
    }
    if (waiting > FLUSH) {
      blobs.push(new Blob(parts));
      parts = [];
      waiting = 0;
    }
  }
  return { kept, corrupt, shrunk, key: hasher.text('images-1').hex(), pack: new Blob([...blobs, ...parts]) };
}

/** The common size where there is a small one; else a square no larger than most images, and at most 64. */
async function propose(
  kept: readonly Kept[],
  blobOf: (k: Kept) => Blob,
  decode: DecodeFile,
): Promise<Omit<ImageSpec, 'task'> & { task: ImageSpec['task'] }> {
  const sample = Array.from(
    { length: Math.min(SAMPLED, kept.length) },
    (_, i) => kept[Math.floor((i * kept.length) / SAMPLED)] ?? kept[i],
  );
  const decoded = await Promise.all(
    sample.map((k) => (k === undefined ? null : decode(blobOf(k), 64).catch(() => null))),
  );
  const seen = decoded.filter((d) => d !== null);
  const channels = seen.length > 0 && seen.every(isGrey) ? 1 : 3;
  const known = kept.map((k) => k.header).filter((h) => h.width > 0);
  const sizes = known.length > 0 ? known : seen;
  const first = sizes[0] ?? { width: 32, height: 32 };
  const same = sizes.every((s) => s.width === first.width && s.height === first.height);
  const common = { channels, fit: 'center-crop', task: 'classification' } as const;
  const fits = kept.length * first.width * first.height * channels <= MAX_PREPARED_BYTES / 2;
  if (same && first.width <= 128 && first.height <= 128 && fits)
    return { width: first.width, height: first.height, ...common };
  const sides = sizes.map((s) => Math.min(s.width, s.height)).sort((a, b) => a - b);
  const typical = sides[sides.length >> 1] as number;
  const room = Math.sqrt(MAX_PREPARED_BYTES / 2 / kept.length / channels);
  const side = SIDES.findLast((s) => s <= typical && s <= room) ?? (SIDES[0] as number);
  return { width: side, height: side, ...common };
}

function noImages(name: string, files: number): Problem {
  return problem('images-none', `There are no images in ${name}.`, {
    where: name,
    expected: 'PNG, JPEG, GIF, WebP, BMP or AVIF files',
    received: `${files} other files`,
    fixes: [{ label: 'Choose something else', action: 'data.open' }],
  });
}

function allCorrupt(paths: readonly string[]): Problem {
  return problem('images-none', 'None of the images can be read; the files are damaged.', {
    where: paths[0] ?? 'images',
    received: `${paths.length} damaged files`,
    fixes: [{ label: 'Choose something else', action: 'data.open' }],
  });
}
