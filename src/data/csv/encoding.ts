/**
 * Finds out how a file's text is encoded and turns it into UTF-8 bytes piece by piece. UTF-8 passes through and is
 * checked on the way; when it proves not to be UTF-8 the reader starts again with what `fallbackFor` says.
 */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface Detected {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, to be skipped. */
  readonly bom: number;
  /** The bytes are no text at all: zeros without the pattern of UTF-16. */
  readonly binary: boolean;
}

/** Judges by the byte order mark, else by where zero bytes lie in the first bytes of the file. */
export function detectEncoding(head: Uint8Array): Detected {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3, binary: false };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2, binary: false };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2, binary: false };
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const half = head.length / 2;
  if (odd > half * 0.4 && even < half * 0.1) return { encoding: 'utf-16le', bom: 0, binary: false };
  if (even > half * 0.4 && odd < half * 0.1) return { encoding: 'utf-16be', bom: 0, binary: false };
  return { encoding: 'utf-8', bom: 0, binary: even + odd > 0 };
}

/** Thrown when a file taken for UTF-8 has bytes that are not. */
export class NotUtf8 extends Error {
  constructor(readonly piece: Uint8Array) {
    super('The bytes are not UTF-8.');
  }
}

/** Turns pieces of a file into pieces of UTF-8. `lenient` replaces damaged characters instead of throwing NotUtf8. */
export class Transcoder {
  private readonly decoder: TextDecoder;
  private readonly encoder = new TextEncoder();
  private damaged = 0;

  constructor(
    private readonly encoding: Encoding,
    private readonly lenient = false,
  ) {
    this.decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' && !lenient, ignoreBOM: true });
  }

  /** Characters that had to be replaced so far. */
  get replaced(): number {
    return this.damaged;
  }

  push(piece: Uint8Array, last: boolean): Uint8Array {
    if (this.encoding === 'utf-8' && !this.lenient) {
      try {
        this.decoder.decode(piece, { stream: !last });
      } catch {
        throw new NotUtf8(piece);
      }
      return piece;
    }
    const text = this.decoder.decode(piece, { stream: !last });
    if (this.encoding !== 'windows-1252') {
      for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) this.damaged++;
    }
    return this.encoder.encode(text);
  }
}

/**
 * What a file is that was taken for UTF-8 and is not: mostly well-formed beyond ASCII means UTF-8 with damage, else
 * windows-1252, in which every byte is a character.
 */
export function fallbackFor(piece: Uint8Array): { readonly encoding: Encoding; readonly lenient: boolean } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(piece);
  let good = 0;
  let bad = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0xfffd) bad++;
    else if (c > 127) good++;
  }
  return good > 4 * bad ? { encoding: 'utf-8', lenient: true } : { encoding: 'windows-1252', lenient: false };
}
