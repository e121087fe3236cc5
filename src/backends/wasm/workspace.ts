/** The one piece of memory all programs of a backend work in, one at a time: as large as the largest of them wants. */
import type { Heap } from './heap';

export class Workspace {
  private readonly claims = new Map<object, number>();
  private at = 0;
  private size = 0;

  constructor(private readonly heap: Heap) {}

  /** @throws ProblemError `out-of-memory` */
  claim(owner: object, bytes: number): void {
    if (bytes > this.size) this.resize(bytes);
    this.claims.set(owner, bytes);
  }

  leave(owner: object): void {
    this.claims.delete(owner);
    const most = Math.max(0, ...this.claims.values());
    if (most < this.size) this.resize(most);
  }

  private resize(bytes: number): void {
    const before = this.size;
    if (before > 0) this.heap.give(this.at, before);
    this.size = 0;
    try {
      if (bytes > 0) this.at = this.heap.take(bytes);
      this.size = bytes;
    } catch (error) {
      // What was there before fits again.
      if (before > 0) this.at = this.heap.take(before);
      this.size = before;
      throw error;
    }
  }

  address(): number {
    return this.at;
  }
}
