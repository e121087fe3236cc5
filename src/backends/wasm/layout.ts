/**
 * Offsets for arrays that live for a while: two may overlap in memory only if they do not in time. Large ones are placed
 * first, each in the lowest gap between those alive with it.
 */
import { rounded } from './heap';
import type { Span } from './liveness';

export interface Wanted<T> {
  readonly key: T;
  readonly bytes: number;
  readonly span: Span;
}

export interface Layout<T> {
  readonly offsets: ReadonlyMap<T, number>;
  /** Bytes of all of it. */
  readonly bytes: number;
}

/** @param margin bytes kept free on both sides of each array */
export function layOut<T>(wanted: readonly Wanted<T>[], margin = 0): Layout<T> {
  interface Block {
    readonly begin: number;
    readonly end: number;
    readonly span: Span;
  }
  /** In order of `begin`. */
  const placed: Block[] = [];
  const offsets = new Map<T, number>();
  let total = 0;
  const bySize = [...wanted].sort((a, b) => b.bytes - a.bytes || a.span.from - b.span.from);
  for (const w of bySize) {
    const size = rounded(w.bytes) + 2 * margin;
    let begin = 0;
    for (let k = 0; k < placed.length; k++) {
      const p = placed[k] as Block;
      if (p.begin >= begin + size) break;
      if (p.end > begin && p.span.from <= w.span.to && w.span.from <= p.span.to) begin = p.end;
    }
    const end = begin + size;
    let at = placed.length;
    while (at > 0 && (placed[at - 1] as Block).begin > begin) at--;
    placed.splice(at, 0, { begin, end, span: w.span });
    offsets.set(w.key, begin + margin);
    total = Math.max(total, end);
  }
  return { offsets, bytes: total };
}
