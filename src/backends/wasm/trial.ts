/**
 * Finds out from what calls take whether threads pay at present: where others keep the processor busy, waiting for a
 * thread that does not run costs more than it brings. The other way is tried now and then, ever more rarely while it
 * stays the worse one.
 */

/** Calls between two trials, at first and at most. */
const [OFTEN, SELDOM] = [8, 256];
/** By how much the other way has to be better to change to it. */
const BETTER = 0.95;

export class Trial {
  /** Milliseconds a step took lately: alone, and together. */
  private readonly times: [number, number] = [Number.NaN, Number.NaN];
  private way: 0 | 1 = 1;
  private pause = OFTEN;
  private left = OFTEN;

  /** Whether the next call is played by all. */
  together(): boolean {
    return (this.left === 0 ? 1 - this.way : this.way) === 1;
  }

  /** What the call took that was asked about last. */
  took(millisecondsPerStep: number): void {
    const tried = this.left === 0;
    const way = tried ? ((1 - this.way) as 0 | 1) : this.way;
    const before = this.times[way];
    this.times[way] = Number.isNaN(before) ? millisecondsPerStep : (before + millisecondsPerStep) / 2;
    if (!tried) {
      this.left--;
      return;
    }
    const changes = this.times[way] < BETTER * this.times[this.way];
    if (changes) this.way = way;
    this.pause = changes ? OFTEN : Math.min(SELDOM, 2 * this.pause);
    this.left = this.pause;
  }
}
