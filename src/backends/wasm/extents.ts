/** Which bytes commands touch in the laid-out memory, and whether two of them must keep their order. */
import type { Liveness } from './liveness';
import type { Call, Copy, Extent, Loop, Place, Storage, Stride } from './tape';

/** Bytes of one of the memories a program knows: its workspace, or an array of the caller's. */
interface Bytes {
  /** Number of the memory. */
  readonly memory: number;
  readonly from: number;
  readonly to: number;
  /** How it moves on with the loops around; what moves alike is compared within one turn. */
  readonly moves: string;
  /** Where it ends in all turns together; it begins at `from`. */
  readonly beyond: number;
}

export interface Access {
  readonly reads: readonly Bytes[];
  readonly writes: readonly Bytes[];
}

/** What a call, a part of it, or a copy touches. */
export const touched = (c: Call | Copy): { reads: readonly Extent[]; writes: readonly Extent[] } => {
  const whole = (place: Place): Extent => ({ place, from: 0, to: place.bytes });
  if (c.kind === 'copy') return { reads: [whole(c.from)], writes: [whole(c.to)] };
  return { reads: c.reads.map(whole), writes: c.writes.map(whole) };
};

/** Where the bytes of a place begin, looked up once: parts of calls name the same places again and again. */
interface Start {
  readonly memory: number;
  readonly at: number;
  readonly strides: readonly Stride[];
}

const WORKSPACE = 0;

export class Extents {
  private readonly numbers = new Map<Loop, number>();
  /** Null for what nobody has to wait for. */
  private readonly starts = new Map<Place, Start | null>();

  /** @param offsets of planned arrays in the workspace */
  constructor(
    private readonly liveness: Liveness,
    private readonly offsets: ReadonlyMap<Storage, number>,
  ) {}

  /** @param inside loops that are played as a whole: all of their turns count */
  access(a: { reads: readonly Extent[]; writes: readonly Extent[] }, inside: ReadonlySet<Loop>): Access {
    const reads: Bytes[] = [];
    const writes: Bytes[] = [];
    for (const e of a.reads) this.add(reads, e, inside);
    for (const e of a.writes) this.add(writes, e, inside);
    return { reads, writes };
  }

  private startOf(place: Place): Start | null {
    const known = this.starts.get(place);
    if (known !== undefined) return known;
    const { storage, offset, strides } = this.liveness.resolve(place);
    const { home } = storage;
    let start: Start | null = null;
    if (home.kind === 'planned') {
      start = { memory: WORKSPACE, at: offset + (this.offsets.get(storage) ?? 0), strides };
    } else if (home.kind === 'input' || home.kind === 'output') {
      start = { memory: 1 + 2 * home.index + Number(home.kind === 'output'), at: offset, strides };
    }
    // Literals are never written; scratch is every thread's own.
    this.starts.set(place, start);
    return start;
  }

  private add(list: Bytes[], e: Extent, inside: ReadonlySet<Loop>): void {
    const start = this.startOf(e.place);
    if (!start || e.to <= e.from) return;
    const { memory, at, strides } = start;
    let to = at + e.to;
    let beyond = 0;
    let moves = '';
    for (const s of strides) {
      const way = s.bytes * (s.loop.turns - 1);
      if (inside.has(s.loop)) to += way;
      else {
        beyond += way;
        moves += `${this.numberOf(s.loop)}:${s.bytes},`;
      }
    }
    list.push({ memory, from: at + e.from, to, moves, beyond: to + beyond });
  }

  private numberOf(loop: Loop): number {
    const known = this.numbers.get(loop) ?? this.numbers.size;
    this.numbers.set(loop, known);
    return known;
  }
}

function meet(x: readonly Bytes[], y: readonly Bytes[]): boolean {
  for (const a of x) {
    for (const b of y) {
      if (a.memory !== b.memory) continue;
      const alike = a.moves === b.moves;
      if (a.from < (alike ? b.to : b.beyond) && b.from < (alike ? a.to : a.beyond)) return true;
    }
  }
  return false;
}

/** Whether one writes what the other reads or writes. */
export const collide = (a: Access, b: Access): boolean =>
  meet(a.writes, b.writes) || meet(a.writes, b.reads) || meet(a.reads, b.writes);

/** Whether any of several does. */
export function collideAny(all: readonly Access[], b: Access): boolean {
  for (const a of all) if (collide(a, b)) return true;
  return false;
}
