/**
 * Finds out from what calls take whether threads pay at present: where others keep the processor busy, waiting for a
 * thread that does not run costs more than it brings. The other way is tried now and then, ever more rarely while it
 * stays the worse one.
 */

/** Calls between two trials, at first and at most; and of a trial: the best of them counts. */
const [OFTEN, SELDOM, CALLS] = [40, 2000, 10];
/** By how much the other way has to be better to change to it. */
const BETTER = 0.9;
/** Calls after which a way that takes so many times as long is tried no further. */
const [FEW, WORSE] = [3, 1.25];

export class Trial {
  private way: 'alone' | 'together' = 'together';
  /** Milliseconds a step took in the latest calls, played the usual way and the other. */
  private readonly usual: number[] = [];
  private readonly other: number[] = [];
  private pause = OFTEN;
  /** Calls to the next trial; none during one. */
  private left = OFTEN;

  /** Whether the next call is played by all. */
  together(): boolean {
    return (this.way === 'together') === this.left > 0;
  }

  /** What the call took that was asked about last. */
  took(millisecondsPerStep: number): void {
    if (this.left > 0) {
      this.left--;
      this.usual.push(millisecondsPerStep);
      if (this.usual.length > CALLS) this.usual.shift();
      return;
    }
    this.other.push(millisecondsPerStep);
    const [other, usual] = [Math.min(...this.other), Math.min(...this.usual)];
    const hopeless = this.other.length >= FEW && other > WORSE * usual;
    if (this.other.length < CALLS && !hopeless) return;
    const changes = other < BETTER * usual;
    if (changes) {
      this.way = this.way === 'together' ? 'alone' : 'together';
      this.usual.length = 0;
      this.usual.push(...this.other);
    }
    this.other.length = 0;
    this.pause = changes ? OFTEN : Math.min(SELDOM, 2 * this.pause);
    this.left = this.pause;
  }
}
