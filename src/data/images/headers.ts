/**
 * Reads what an image file says about itself in its first bytes: format, size as it will be shown, and whether it
 * moves. Nothing is decoded, so ten thousand files can be looked at in a moment.
 */

export interface ImageHeader {
  readonly format: 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif';
  /** Size after the EXIF orientation is applied; 0 when the header does not tell. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  readonly mime: string;
}

/** The header of the bytes of an image file, or null when they are no image known here. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readers = [readPng, readJpeg, readGif, readWebp, readBmp, readAvif];
  try {
    for (const read of readers) {
      const header = read(view);
      if (header !== null) return header;
    }
  } catch (error) {
    // A header cut short: reading beyond the view throws.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

const starts = (view: DataView, at: number, text: string): boolean =>
  view.byteLength >= at + text.length && [...text].every((c, i) => view.getUint8(at + i) === c.charCodeAt(0));

function readPng(view: DataView): ImageHeader | null {
  if (!starts(view, 0, '\x89PNG\r\n\x1a\n')) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  let animated = false;
  for (let at = 8; at + 8 <= view.byteLength && !starts(view, at + 4, 'IDAT'); at += 12 + view.getUint32(at)) {
    if (starts(view, at + 4, 'acTL')) animated = true;
  }
  return { format: 'png', width, height, animated, mime: 'image/png' };
}

function readJpeg(view: DataView): ImageHeader | null {
  if (!starts(view, 0, '\xff\xd8\xff')) return null;
  let turned = false;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) break;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && starts(view, at + 4, 'Exif\0\0'))
      turned = exifOrientation(view, at + 10, at + 2 + length) >= 5;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      const size = turned ? { width: height, height: width } : { width, height };
      return { format: 'jpeg', ...size, animated: false, mime: 'image/jpeg' };
    }
    at += 2 + length;
  }
  return { format: 'jpeg', width: 0, height: 0, animated: false, mime: 'image/jpeg' };
}

/** The orientation tag 1..8 of a TIFF block, 1 when there is none. From 5 on width and height change places. */
function exifOrientation(view: DataView, start: number, end: number): number {
  if (end > view.byteLength) return 1;
  const little = starts(view, start, 'II');
  const directory = start + view.getUint32(start + 4, little);
  if (directory + 2 > end) return 1;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > end) break;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
  }
  return 1;
}

function readGif(view: DataView): ImageHeader | null {
  if (!starts(view, 0, 'GIF87a') && !starts(view, 0, 'GIF89a')) return null;
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  return { format: 'gif', width, height, animated: gifFrames(view) > 1, mime: 'image/gif' };
}

/** Frames of a GIF, counted up to two by walking its blocks. */
function gifFrames(view: DataView): number {
  const table = (flags: number): number => ((flags & 0x80) !== 0 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + table(view.getUint8(10));
  let frames = 0;
  while (at < view.byteLength && frames < 2) {
    const block = view.getUint8(at);
    if (block === 0x2c) {
      if (at + 10 > view.byteLength) break;
      frames++;
      at += 11 + table(view.getUint8(at + 9));
    } else if (block === 0x21) at += 2;
    else break;
    while (at < view.byteLength && view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at++;
  }
  return frames;
}

function readWebp(view: DataView): ImageHeader | null {
  if (!starts(view, 0, 'RIFF') || !starts(view, 8, 'WEBP')) return null;
  const common = { format: 'webp', mime: 'image/webp' } as const;
  if (starts(view, 12, 'VP8X')) {
    const u24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
    return { ...common, width: u24(24) + 1, height: u24(27) + 1, animated: (view.getUint8(20) & 2) !== 0 };
  }
  if (starts(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { ...common, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, animated: false };
  }
  return {
    ...common,
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
    animated: false,
  };
}

function readBmp(view: DataView): ImageHeader | null {
  if (!starts(view, 0, 'BM') || view.byteLength < 26) return null;
  const [width, height] = [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  return { format: 'bmp', width, height, animated: false, mime: 'image/bmp' };
}

function readAvif(view: DataView): ImageHeader | null {
  if (!starts(view, 4, 'ftypavi')) return null;
  return { format: 'avif', width: 0, height: 0, animated: starts(view, 4, 'ftypavis'), mime: 'image/avif' };
}
