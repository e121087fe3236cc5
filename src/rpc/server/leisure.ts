/** Knows whether anybody waits for this worker, so that what can wait is done when nobody does, a piece at a time. */
import { macrotask } from './macrotask';

export class Leisure {
  private waitedFor = 0;
  private readonly resting: (() => void)[] = [];

  /** Somebody waits from now on, until what it returns is called; calling that again does nothing. */
  begin(): () => void {
    this.waitedFor++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.waitedFor--;
      if (this.waitedFor === 0) for (const go of this.resting.splice(0)) go();
    };
  }

  /** Settles when nobody waits, after a turn for calls that came meanwhile. */
  async turn(): Promise<void> {
    await macrotask();
    while (this.waitedFor > 0) {
      await new Promise<void>((settle) => this.resting.push(settle));
      await macrotask();
    }
  }
}
