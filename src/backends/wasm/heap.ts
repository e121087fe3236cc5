/**
 * Places in linear memory that outlive a step: arrays, literals, and the one workspace all plans share. Freed
 * neighbours are joined, the best fitting gap is taken first, and memory grows by itself up to the 4 GiB that 32 bits
 * address.
 */
import { ProblemError, problem } from '../../base/problem';

/** Below this lie the compiled kernels' own tables. */
const START = 1 << 20;
/** Room for jobs of threads, behind those tables. */
export const JOBS = START - 4096;
/** Room for numbers that generated code reads. */
export const NUMBERS = JOBS - 4096;
export const ALIGN = 64;
/** Bytes on each side of a watched array. */
export const MARGIN = 64;
/** What they are filled with: a NaN with a payload of its own. */
export const POISON = 0x7fc0dead;
const PAGE = 65536;
const GROWTH = 256;

/** Bytes a place takes, whole cache lines. */
export const rounded = (bytes: number): number => Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);

/** Most bytes a program and its arrays may take in a memory of so many pages. */
export const mostBytes = (pages: number): number => pages * PAGE - START;

interface Gap {
  address: number;
  bytes: number;
}

export class Heap {
  private end = START;
  /** In order of address, never touching each other. */
  private readonly gaps: Gap[] = [];
  /** Bytes handed out. */
  used = 0;
  /** Ends of watched places by where they begin. */
  private readonly watched = new Map<number, number>();

  /** @param guarded whether zones that must not change lie around every place */
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly guarded: boolean,
  ) {}

  /** @throws ProblemError `out-of-memory` when memory cannot grow any more */
  take(bytes: number): number {
    if (!this.guarded) return this.find(rounded(bytes));
    const size = rounded(bytes);
    const address = this.find(size + 2 * MARGIN) + MARGIN;
    this.watched.set(address, address + size);
    for (const zone of this.zones(address)) zone.fill(POISON);
    return address;
  }

  private zones(address: number): Uint32Array[] {
    const end = this.watched.get(address) ?? address;
    return [address - MARGIN, end].map((at) => new Uint32Array(this.memory.buffer, at, MARGIN / 4));
  }

  /** Whether nothing was written around watched places. */
  intact(): boolean {
    return [...this.watched.keys()].every((a) => this.zones(a).every((zone) => zone.every((w) => w === POISON)));
  }

  private find(size: number): number {
    const gap = this.bestGap(size);
    this.used += size;
    if (gap) {
      const { address } = gap;
      gap.address += size;
      gap.bytes -= size;
      if (gap.bytes === 0) this.gaps.splice(this.gaps.indexOf(gap), 1);
      return address;
    }
    // A gap at the very end is grown, not left behind.
    const last = this.gaps[this.gaps.length - 1];
    const address = last && last.address + last.bytes === this.end ? last.address : this.end;
    try {
      this.reach(address + size, size);
    } catch (error) {
      this.used -= size;
      throw error;
    }
    if (address !== this.end) this.gaps.pop();
    this.end = address + size;
    return address;
  }

  private bestGap(size: number): Gap | null {
    let best: Gap | null = null;
    for (const g of this.gaps) if (g.bytes >= size && (!best || g.bytes < best.bytes)) best = g;
    return best;
  }

  private reach(end: number, wanted: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    // Growing costs a copy on some engines: take some more than asked, but less if that is refused.
    const pages = Math.ceil(missing / PAGE);
    for (const ask of [Math.max(pages, GROWTH), pages]) {
      try {
        this.memory.grow(ask);
        return;
      } catch {
        // Refused: try less.
      }
    }
    throw new ProblemError(
      problem(
        'out-of-memory',
        `Memory ran out: ${megabytes(this.used)} MB are in use and ${megabytes(wanted)} MB more are needed.`,
        {
          fixes: [{ label: 'Halve the batch size', action: 'reduce-batch-size' }],
        },
      ),
    );
  }

  give(address: number, bytes: number): void {
    if (!this.guarded) this.free(address, rounded(bytes));
    else {
      this.watched.delete(address);
      this.free(address - MARGIN, rounded(bytes) + 2 * MARGIN);
    }
  }

  private free(address: number, size: number): void {
    this.used -= size;
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.gaps[middle] as Gap).address < address) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [this.gaps[low - 1], this.gaps[low]];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after !== undefined && address + size === after.address;
    if (joinsBefore) before.bytes += size + (joinsAfter ? after.bytes : 0);
    else if (joinsAfter) Object.assign(after, { address, bytes: after.bytes + size });
    else this.gaps.splice(low, 0, { address, bytes: size });
    if (joinsBefore && joinsAfter) this.gaps.splice(low, 1);
  }
}

/** Whole megabytes, never less than one. */
export const megabytes = (bytes: number): string => Math.ceil(bytes / 2 ** 20).toLocaleString('en');
