/** Tells of epochs that ended: at once, but where they are many a second together, with whatever is told next. */
import type { EpochLogs } from '../../engine/history';

/** Tidings of epochs come no closer than this by themselves. */
const LEAST_MS = 50;

export class EpochPost {
  private waiting: EpochLogs[] = [];
  private sent = Number.NEGATIVE_INFINITY;

  constructor(private readonly send: (epochs: readonly EpochLogs[]) => void) {}

  add(epoch: EpochLogs, now: number): void {
    this.waiting.push(epoch);
    if (now - this.sent < LEAST_MS) return;
    this.sent = now;
    this.flush();
  }

  /** To be called before anything else is told, so that all is heard in the order in which it happened. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const epochs = this.waiting;
    this.waiting = [];
    this.send(epochs);
  }
}
