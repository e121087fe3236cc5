/**
 * Arrays that grow by blocks and shrink each full block to the narrowest exact type, so parsing needs little memory.
 * The first block starts small: a file may have thousands of columns.
 */

const BLOCK = 1 << 16;
const FIRST = 1 << 8;

/** Doubles; a full block becomes float32 when that loses nothing. */
export class GrowingNumbers {
  private readonly blocks: (Float64Array | Float32Array)[] = [];
  private block = new Float64Array(FIRST);
  private used = 0;
  private exact = true;

  get length(): number {
    return this.blocks.length * BLOCK + this.used;
  }

  push(value: number): void {
    this.block[this.used++] = value;
    if (this.used < this.block.length) return;
    if (this.used === BLOCK) this.seal();
    else {
      const bigger = new Float64Array(this.used * 2);
      bigger.set(this.block);
      this.block = bigger;
    }
  }

  /** All values, as float32 when every one is exact in it. */
  finish(): Float64Array | Float32Array {
    const rest = this.block.subarray(0, this.used);
    const out = this.exact && isExact(rest) ? new Float32Array(this.length) : new Float64Array(this.length);
    this.blocks.forEach((b, i) => {
      out.set(b, i * BLOCK);
    });
    out.set(rest, this.blocks.length * BLOCK);
    return out;
  }

  private seal(): void {
    const narrow = isExact(this.block);
    this.exact &&= narrow;
    this.blocks.push(narrow ? Float32Array.from(this.block) : this.block);
    this.block = new Float64Array(BLOCK);
    this.used = 0;
  }
}

function isExact(values: Float64Array): boolean {
  for (const v of values) if (Math.fround(v) !== v && !Number.isNaN(v)) return false;
  return true;
}

/** Codes up to 65,535; a full block becomes bytes when its codes fit. */
export class GrowingCodes {
  private readonly blocks: (Uint8Array | Uint16Array)[] = [];
  private block = new Uint16Array(FIRST);
  private used = 0;

  get length(): number {
    return this.blocks.length * BLOCK + this.used;
  }

  push(code: number): void {
    this.block[this.used++] = code;
    if (this.used < this.block.length) return;
    if (this.used < BLOCK) {
      const bigger = new Uint16Array(this.used * 2);
      bigger.set(this.block);
      this.block = bigger;
      return;
    }
    this.blocks.push(this.block.every((c) => c < 256) ? Uint8Array.from(this.block) : this.block);
    this.block = new Uint16Array(BLOCK);
    this.used = 0;
  }

  at(index: number): number {
    const block = Math.floor(index / BLOCK);
    return ((block < this.blocks.length ? this.blocks[block] : this.block) as Uint16Array)[index % BLOCK] as number;
  }

  /** All codes, each replaced by `map[code]`, in bytes when `most` (the largest mapped code) fits. */
  finish(map: Uint16Array, most: number): Uint8Array | Uint16Array {
    const out = most < 256 ? new Uint8Array(this.length) : new Uint16Array(this.length);
    let at = 0;
    for (const block of [...this.blocks, this.block.subarray(0, this.used)]) {
      for (const code of block) out[at++] = map[code] as number;
    }
    return out;
  }
}

/** Bytes of texts laid end to end, with where each begins. */
export class TextPool {
  private data = new Uint8Array(1024);
  private offsets = new Uint32Array(256);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    const from = this.offsets[this.count] as number;
    const to = from + end - start;
    if (to > this.data.length) {
      const bigger = new Uint8Array(Math.max(to, this.data.length * 2));
      bigger.set(this.data.subarray(0, from));
      this.data = bigger;
    }
    if (end - start < 24) for (let i = start, at = from; i < end; i++) this.data[at++] = bytes[i] as number;
    else this.data.set(bytes.subarray(start, end), from);
    this.count++;
    if (this.count >= this.offsets.length) {
      const bigger = new Uint32Array(this.offsets.length * 2);
      bigger.set(this.offsets);
      this.offsets = bigger;
    }
    this.offsets[this.count] = to;
  }

  equals(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.offsets[index] as number;
    if ((this.offsets[index + 1] as number) - from !== end - start) return false;
    for (let i = start, at = from; i < end; i++, at++) if (this.data[at] !== bytes[i]) return false;
    return true;
  }

  bytesAt(index: number): Uint8Array {
    return this.data.subarray(this.offsets[index] as number, this.offsets[index + 1] as number);
  }

  textAt(index: number): string {
    return new TextDecoder().decode(this.bytesAt(index));
  }

  finish(): { bytes: Uint8Array; offsets: Uint32Array } {
    return {
      bytes: this.data.slice(0, this.offsets[this.count] as number),
      offsets: this.offsets.slice(0, this.count + 1),
    };
  }
}

/** Different texts numbered in order of appearance, found by hash without making strings. */
export class TextDictionary {
  readonly pool = new TextPool();
  private slots = new Int32Array(64);
  private hashes = new Int32Array(32);

  get size(): number {
    return this.pool.length;
  }

  /** The number of the text, adding it when it is new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = (this.slots[slot] as number) - 1;
      if (entry < 0) break;
      if (this.hashes[entry] === hash && this.pool.equals(entry, bytes, start, end)) return entry;
      slot = (slot + 1) & mask;
    }
    const entry = this.pool.length;
    this.pool.push(bytes, start, end);
    this.slots[slot] = entry + 1;
    this.hashes[entry] = hash;
    if (this.pool.length * 2 >= this.slots.length) this.grow();
    return entry;
  }

  private grow(): void {
    const size = this.slots.length * 2;
    this.slots = new Int32Array(size);
    const hashes = new Int32Array(size / 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    for (let entry = 0; entry < this.pool.length; entry++) {
      let slot = (hashes[entry] as number) & (size - 1);
      while (this.slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.slots[slot] = entry + 1;
    }
  }
}
