/** Random choices that follow from a seed alone, so that a failing case can be made again. */
import { MersenneTwister } from '../../../src/base/mersenne-twister';

export class Draws {
  private readonly source: MersenneTwister;

  /** @param words what the choices depend on: a seed and the number of a case */
  constructor(seed: number, index: number) {
    this.source = MersenneTwister.python(seed * 1_000_003 + index);
  }

  /** A number from 0 to 1. */
  unit(): number {
    return this.source.word() / 2 ** 32;
  }
  chance(p: number): boolean {
    return this.unit() < p;
  }
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }
  /** A number of few digits between two. */
  between(low: number, high: number): number {
    return Number((low + this.unit() * (high - low)).toPrecision(3));
  }
  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.unit() * from.length)] as T;
  }
  shuffled<T>(from: readonly T[]): T[] {
    const left = [...from];
    return from.map(() => left.splice(this.whole(0, left.length - 1), 1)[0] as T);
  }
}
