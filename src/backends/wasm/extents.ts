/** Which bytes commands touch in the laid-out memory, and whether two of them must keep their order. */
import type { Liveness } from './liveness';
import type { Call, Copy, Extent, Loop, Place, Storage } from './tape';

/** Bytes of one of the memories a program knows: its workspace, or an array of the caller's. */
interface Bytes {
  readonly memory: string;
  readonly from: number;
  readonly to: number;
  /** How it moves on with the loops around; what moves alike is compared within one turn. */
  readonly moves: string;
  /** What it touches in all turns together. */
  readonly widest: readonly [number, number];
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

export class Extents {
  private readonly numbers = new Map<Loop, number>();

  /** @param offsets of planned arrays in the workspace */
  constructor(
    private readonly liveness: Liveness,
    private readonly offsets: ReadonlyMap<Storage, number>,
  ) {}

  /** @param inside loops that are played as a whole: all of their turns count */
  access(a: { reads: readonly Extent[]; writes: readonly Extent[] }, inside: ReadonlySet<Loop>): Access {
    const all = (list: readonly Extent[]): Bytes[] => list.flatMap((e) => this.bytes(e, inside));
    return { reads: all(a.reads), writes: all(a.writes) };
  }

  private bytes(e: Extent, inside: ReadonlySet<Loop>): Bytes[] {
    const { storage, offset, strides } = this.liveness.resolve(e.place);
    const { home } = storage;
    // Literals are never written; scratch is every thread's own.
    if (home.kind === 'literal' || home.kind === 'scratch' || e.to <= e.from) return [];
    const start = offset + (home.kind === 'planned' ? (this.offsets.get(storage) ?? 0) : 0);
    const from = start + e.from;
    let to = start + e.to;
    let beyond = 0;
    const moves: string[] = [];
    for (const s of strides) {
      const way = s.bytes * (s.loop.turns - 1);
      if (inside.has(s.loop)) to += way;
      else {
        beyond += way;
        moves.push(`${this.numberOf(s.loop)}:${s.bytes}`);
      }
    }
    const memory = home.kind === 'planned' ? 'workspace' : `${home.kind}${home.index}`;
    return [{ memory, from, to, moves: moves.join(), widest: [from, to + beyond] }];
  }

  private numberOf(loop: Loop): number {
    const known = this.numbers.get(loop) ?? this.numbers.size;
    this.numbers.set(loop, known);
    return known;
  }
}

function meet(a: Bytes, b: Bytes): boolean {
  if (a.memory !== b.memory) return false;
  if (a.moves === b.moves) return a.from < b.to && b.from < a.to;
  return a.widest[0] < b.widest[1] && b.widest[0] < a.widest[1];
}

/** Whether one writes what the other reads or writes. */
export function collide(a: Access, b: Access): boolean {
  const any = (x: readonly Bytes[], y: readonly Bytes[]): boolean => x.some((p) => y.some((q) => meet(p, q)));
  return any(a.writes, b.writes) || any(a.writes, b.reads) || any(a.reads, b.writes);
}
