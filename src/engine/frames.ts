/**
 * What the page is told of steps: every loss, but no more often than it can be drawn. Steps may be so short that the device
 * is read, or an epoch ends, hundreds of times a second; losses then wait for the next frame.
 */
import { concatenate } from '../base/dtype';
import type { TrainFrame } from './events';

/** Frames come no closer than this, unless somebody waits for one. */
const LEAST_MS = 50;

type Progress = Omit<TrainFrame, 'batchLosses'>;

export class Frames {
  private waiting: Float32Array[] = [];
  private newest: Progress | null = null;
  private sent = Number.NEGATIVE_INFINITY;

  /** @param send may move the losses' buffer to another thread */
  constructor(private readonly send: (frame: TrainFrame) => void) {}

  /** Takes in where training is and the losses since it was last told. */
  add(progress: Progress, losses: Float32Array, now: number): void {
    this.newest = progress;
    // A copy: the caller goes on reading its own.
    this.waiting.push(losses.slice());
    if (now - this.sent < LEAST_MS) return;
    this.flush();
    this.sent = now;
  }

  /** Tells what has not been told: training pauses or ends. */
  flush(): void {
    const { newest, waiting } = this;
    if (!newest) return;
    this.newest = null;
    this.waiting = [];
    this.send({ ...newest, batchLosses: concatenate(waiting) });
  }
}
