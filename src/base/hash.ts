/**
 * A fast 64-bit content hash that takes bytes in any pieces: two 32-bit multiply-rotate lanes over little-endian
 * words, finished as MurmurHash3 finishes. It names data sets and groups equal rows; it is no defence against malice.
 */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/** One round of MurmurHash3: a 32-bit state and a word to the next state. */
export function mixWord(h: number, word: number): number {
  let k = Math.imul(word, C1);
  k = (k << 15) | (k >>> 17);
  const x = h ^ Math.imul(k, C2);
  return (Math.imul((x << 13) | (x >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

const hex = (x: number): string => x.toString(16).padStart(8, '0');

export class Hasher {
  private a = 0x9747b28c;
  private b = 0x3c6ef372;
  private length = 0;
  private readonly tail = new Uint8Array(4);

  /** Adds one 32-bit word. Must not be mixed with `bytes` calls whose total is not a multiple of four. */
  word(w: number): void {
    this.a = mixWord(this.a, w);
    this.b = mixWord(this.b, w ^ this.a);
    this.length += 4;
  }

  /** Adds bytes; how they are cut into calls makes no difference. */
  bytes(data: Uint8Array): this {
    let i = 0;
    while (i < data.length && (this.length & 3) !== 0) this.byte(data[i++] as number);
    const words = (data.length - i) >> 2;
    if (words > 0) {
      const at = data.byteOffset + i;
      if ((at & 3) === 0) {
        const view = new Uint32Array(data.buffer, at, words);
        for (let k = 0; k < words; k++) this.word(view[k] as number);
      } else {
        const view = new DataView(data.buffer, at, words * 4);
        for (let k = 0; k < words; k++) this.word(view.getUint32(k * 4, true));
      }
      i += words * 4;
    }
    while (i < data.length) this.byte(data[i++] as number);
    return this;
  }

  /** Adds a string with its length, so that neighbouring strings cannot run together. */
  text(value: string): this {
    const data = new TextEncoder().encode(value);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, data.length, true);
    return this.bytes(length).bytes(data);
  }

  /** 16 hexadecimal digits of all that was added; more may be added after. */
  hex(): string {
    const [a, b] = this.lanes();
    return hex(a) + hex(b);
  }

  /** The hash as an integer below 2^53. */
  number(): number {
    const [a, b] = this.lanes();
    return a * 2 ** 21 + (b >>> 11);
  }

  private lanes(): [number, number] {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < (this.length & 3); i++) {
      a = mixWord(a, (this.tail[i] as number) + 256);
      b = mixWord(b, (this.tail[i] as number) ^ a);
    }
    return [finish(a ^ this.length), finish(b ^ this.length)];
  }

  private byte(value: number): void {
    const at = this.length & 3;
    this.tail[at] = value;
    if (at < 3) {
      this.length++;
      return;
    }
    this.length -= 3;
    const t = this.tail;
    this.word((t[0] as number) | ((t[1] as number) << 8) | ((t[2] as number) << 16) | (value << 24));
  }
}

/** The hash of a list of strings and byte arrays, as 16 hexadecimal digits. */
export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hasher = new Hasher();
  for (const part of parts) {
    if (typeof part === 'string') hasher.text(part);
    else hasher.text(String(part.length)).bytes(part);
  }
  return hasher.hex();
}

/** JSON with object keys in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

/** The bytes a typed array covers, without copying. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
