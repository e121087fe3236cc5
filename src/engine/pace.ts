/**
 * How many steps go together, by what steps were seen to take: in a call of the device, and in a burst, after which losses
 * and figures are read.
 */
import { RECORD_LENGTH } from './state-layout';

/** A reading should come about this often. */
const FRAME_MS = 100;
/** Steps are given to the device in calls of about this long, so that stopping and frames stay prompt. */
const CALL_MS = 10;

export class Pace {
  private burst = 1;
  private seen = 0;

  /** @param wanted Keras' steps_per_execution; null leaves it to what steps take */
  constructor(private readonly wanted: number | null) {}

  /** Milliseconds of a step, 0 before the first. */
  get stepMs(): number {
    return this.seen;
  }

  /** Callbacks hear of every so many batches. More than the record of losses holds cannot go unread. */
  get unit(): number {
    return Math.min(this.wanted ?? 1, RECORD_LENGTH);
  }

  /** Notes what some steps took, their reading included. */
  measured(steps: number, milliseconds: number): void {
    const each = milliseconds / steps;
    this.seen = this.seen === 0 ? each : 0.7 * this.seen + 0.3 * each;
    // Growth is bounded because the first steps include compilation.
    this.burst = Math.max(1, Math.min(RECORD_LENGTH, 4 * this.burst, Math.round(FRAME_MS / this.seen)));
  }

  /**
   * Steps of the next burst: whole executions.
   * @param batch where the epoch is
   * @param left batches left in it
   * @param most steps until somebody wants to look
   */
  burstLength(batch: number, left: number, most: number): number {
    const { unit } = this;
    const whole = Math.min(
      Math.ceil(Math.min(this.burst, most) / unit) * unit,
      Math.floor(RECORD_LENGTH / unit) * unit,
    );
    return Math.min(whole - (batch % unit), left);
  }

  /** Steps of the next call of the device. */
  callLength(batch: number): number {
    return this.wanted === null ? this.stepsInCall : this.unit - (batch % this.unit);
  }

  /** Steps that take about as long as a call should. */
  get stepsInCall(): number {
    return this.seen === 0 ? 1 : Math.max(1, Math.floor(CALL_MS / this.seen));
  }
}
