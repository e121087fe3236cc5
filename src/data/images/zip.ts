/**
 * Reads a zip archive from its central directory, so that sizes are known, and limits applied, before anything is
 * unpacked, and entries can be read one at a time without holding the archive in memory.
 * Format: PKWARE APPNOTE 6.3 (zip64 included; no encryption, no split archives).
 */
import { Inflate } from 'fflate';
import { ProblemError, problem } from '../../base/problem';

export interface ZipEntry {
  readonly path: string;
  /** Bytes once unpacked. */
  readonly size: number;
  readonly compressedSize: number;
  readonly method: number;
  readonly offset: number;
}

export interface ZipLimits {
  readonly entries: number;
  readonly totalBytes: number;
  readonly entryBytes: number;
  /** Unpacked size over packed size, judged for entries above a megabyte and for the whole archive. */
  readonly ratio: number;
}

export const ZIP_LIMITS: ZipLimits = {
  entries: 200_000,
  totalBytes: 4 * 2 ** 30,
  entryBytes: 256 * 2 ** 20,
  ratio: 200,
};

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const JUDGED_FROM = 2 ** 20;

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

/**
 * The files in the archive, folders left out.
 * @throws ProblemError `zip-damaged`, `zip-encrypted` or `zip-too-large`.
 */
export async function readZipDirectory(blob: Blob, limits: ZipLimits = ZIP_LIMITS): Promise<ZipEntry[]> {
  const { start, size, count } = await findDirectory(blob);
  if (count > limits.entries) throw tooLarge(`${count} entries`, `at most ${limits.entries} entries`);
  if (start + size > blob.size) throw damaged('its directory lies beyond its end');
  const view = await viewOf(blob, start, start + size);
  const entries: ZipEntry[] = [];
  let total = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== CENTRAL)
      throw damaged(`entry ${i + 1} of its directory is broken`);
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    if (at + 46 + nameLength + extraLength > view.byteLength)
      throw damaged(`entry ${i + 1} of its directory is cut off`);
    const name = new Uint8Array(view.buffer, at + 46, nameLength);
    const entry = {
      path: decodeName(name, (flags & 0x800) !== 0),
      method: view.getUint16(at + 10, true),
      ...sizesOf(view, at, at + 46 + nameLength, extraLength),
    };
    at += 46 + nameLength + extraLength + commentLength;
    if (entry.path.endsWith('/')) continue;
    if ((flags & 1) !== 0) throw encrypted(entry.path);
    total += entry.size;
    check(entry, total, blob.size, limits);
    entries.push(entry);
  }
  return entries;
}

function check(entry: ZipEntry, total: number, archive: number, limits: ZipLimits): void {
  if (entry.size > limits.entryBytes)
    throw tooLarge(
      `${entry.path} unpacks to ${megabytes(entry.size)}`,
      `at most ${megabytes(limits.entryBytes)} an entry`,
    );
  if (total > limits.totalBytes)
    throw tooLarge(`more than ${megabytes(total)} unpacked`, `at most ${megabytes(limits.totalBytes)}`);
  const bomb = entry.size > JUDGED_FROM && entry.size > limits.ratio * entry.compressedSize;
  const many = total > 16 * JUDGED_FROM && total > limits.ratio * archive;
  if (bomb || many)
    throw tooLarge(`${entry.path} unpacks to over ${limits.ratio} times its size`, 'no compression bombs');
}

async function findDirectory(blob: Blob): Promise<{ start: number; size: number; count: number }> {
  const tailStart = Math.max(0, blob.size - 65_557);
  const tail = await viewOf(blob, tailStart, blob.size);
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const count = tail.getUint16(at + 10, true);
    const size = tail.getUint32(at + 12, true);
    const start = tail.getUint32(at + 16, true);
    const large = count === 0xffff || size === 0xffffffff || start === 0xffffffff;
    if (large && at >= 20 && tail.getUint32(at - 20, true) === LOCATOR64) {
      return findDirectory64(blob, Number(tail.getBigUint64(at - 12, true)));
    }
    return { start, size, count };
  }
  throw damaged('it has no directory; it may be cut off');
}

async function findDirectory64(blob: Blob, at: number): Promise<{ start: number; size: number; count: number }> {
  const end = await viewOf(blob, at, at + 56);
  if (end.byteLength < 56 || end.getUint32(0, true) !== END64) throw damaged('its zip64 directory is broken');
  return {
    count: Number(end.getBigUint64(32, true)),
    size: Number(end.getBigUint64(40, true)),
    start: Number(end.getBigUint64(48, true)),
  };
}

function sizesOf(view: DataView, at: number, extra: number, extraLength: number) {
  let compressedSize = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let offset = view.getUint32(at + 42, true);
  for (let e = extra; e + 4 <= extra + extraLength; e += 4 + view.getUint16(e + 2, true)) {
    if (view.getUint16(e, true) !== 1) continue;
    let field = e + 4;
    const next = (): number => {
      field += 8;
      return field <= view.byteLength ? Number(view.getBigUint64(field - 8, true)) : Number.POSITIVE_INFINITY;
    };
    if (size === 0xffffffff) size = next();
    if (compressedSize === 0xffffffff) compressedSize = next();
    if (offset === 0xffffffff) offset = next();
  }
  return { size, compressedSize, offset };
}

/** UTF-8 where the archive says so or it happens to be; else one character per byte, which keeps names apart. */
function decodeName(bytes: Uint8Array, utf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !utf8 }).decode(bytes).replaceAll('\\', '/');
  } catch {
    return Array.from(bytes, (b) => String.fromCharCode(b))
      .join('')
      .replaceAll('\\', '/');
  }
}

/**
 * The bytes of one entry. Unpacking stops as soon as more comes out than the directory said.
 * @throws ProblemError `zip-damaged`.
 */
export async function readZipEntry(blob: Blob, entry: ZipEntry): Promise<Uint8Array> {
  const header = await viewOf(blob, entry.offset, entry.offset + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL)
    throw damaged(`${entry.path} is not where it should be`);
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = new Uint8Array(await blob.slice(start, start + entry.compressedSize).arrayBuffer());
  if (packed.length < entry.compressedSize) throw damaged(`${entry.path} is cut off`);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw damaged(`${entry.path} is packed by method ${entry.method}, which is not supported`);
  return inflate(packed, entry);
}

const STEP = 2 ** 16;

function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  const out = new Uint8Array(entry.size);
  let at = 0;
  const stream = new Inflate((piece) => {
    if (at + piece.length > entry.size) throw damaged(`${entry.path} is larger than the archive says`);
    out.set(piece, at);
    at += piece.length;
  });
  try {
    for (let i = 0; i < packed.length; i += STEP) stream.push(packed.subarray(i, i + STEP), i + STEP >= packed.length);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw damaged(`${entry.path} does not unpack`);
  }
  if (at < entry.size) throw damaged(`${entry.path} is shorter than the archive says`);
  return out;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

function damaged(what: string): ProblemError {
  return new ProblemError(
    problem('zip-damaged', `The archive cannot be read: ${what}.`, {
      where: 'archive',
      fixes: [{ label: 'Choose another file', action: 'data.open' }],
    }),
  );
}

function encrypted(path: string): ProblemError {
  return new ProblemError(
    problem('zip-encrypted', 'The archive is encrypted. Unpack it first and drop the folder.', {
      where: path,
      fixes: [{ label: 'Choose a folder', action: 'data.open' }],
    }),
  );
}

function tooLarge(received: string, expected: string): ProblemError {
  return new ProblemError(
    problem('zip-too-large', 'The archive would unpack to more than can be right. It was not opened.', {
      where: 'archive',
      expected,
      received,
      fixes: [{ label: 'Choose a folder instead', action: 'data.open' }],
    }),
  );
}
