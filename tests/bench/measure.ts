/** How a training step is timed: whole epochs through the public door, after warm-up, the median of several. */

export interface StepTiming {
  /** Median milliseconds of a step. */
  readonly stepMs: number;
  /** Steps timed. */
  readonly steps: number;
  /** Milliseconds from nothing but a loaded library to the end of the first step. */
  readonly firstStepMs: number;
}

export interface TimingBudget {
  /** Stop after this much measured time, */
  readonly milliseconds: number;
  /** but not before this many epochs, unless they are slow. */
  readonly minEpochs: number;
}

/** An epoch should last so long that starting it and reading its results do not count. */
const EPOCH_MS = 100;
const MOST_BATCHES = 5000;
/** What an engine's helpers have to start, after the first step. */
const START_MS = 300;

/**
 * Times `trainEpoch`, which trains `batches` batches and settles when they are done. The epoch grows until it lasts
 * long enough to time well, up to `mostBatches`. `begin` is when the building of the model began.
 */
export async function timeEpochs(
  trainEpoch: (batches: number) => Promise<void>,
  { milliseconds, minEpochs }: TimingBudget,
  begin: number,
  mostBatches = MOST_BATCHES,
): Promise<StepTiming> {
  const perStep = async (batches: number): Promise<number> => {
    const from = performance.now();
    await trainEpoch(batches);
    return (performance.now() - from) / batches;
  };
  // Compiles kernels and allocates.
  await trainEpoch(1);
  const firstStepMs = performance.now() - begin;
  // Workers that an engine started come up only while the thread they were started from is idle.
  await idle(START_MS);
  let estimate = await perStep(1);
  // One step that takes longer than the whole budget has been timed well enough.
  if (estimate > milliseconds) return { stepMs: estimate, steps: 1, firstStepMs };
  const fitting = (): number => Math.max(2, Math.min(mostBatches, Math.round(EPOCH_MS / estimate)));
  // Also lets the engine's compilers see the loop often enough.
  for (let round = 0; round < 3 && estimate * fitting() < milliseconds; round++) estimate = await perStep(fitting());
  const batches = fitting();
  const times: number[] = [];
  const start = performance.now();
  // Slow sides have fewer epochs than wanted, but a median still.
  const enough = (): boolean => {
    const spent = performance.now() - start;
    return times.length < minEpochs ? times.length >= 3 && spent > 2 * milliseconds : spent > milliseconds;
  };
  while (!enough()) {
    times.push(await perStep(batches));
    await idle(0);
  }
  return { stepMs: median(times), steps: times.length * batches, firstStepMs };
}

/** How many turns each side has, and how many milliseconds one takes. */
export interface TurnBudget {
  readonly turns: number;
  readonly milliseconds: number;
}

/**
 * Milliseconds of a step of several sides that are all ready and take turns, so that what else the machine does hits them
 * alike. The least of all turns counts: whatever disturbs one only makes it longer.
 */
export async function timeInTurns(
  sides: readonly ((batches: number) => Promise<void>)[],
  { turns, milliseconds }: TurnBudget,
): Promise<number[]> {
  const perStep = async (trainEpoch: (batches: number) => Promise<void>, batches: number): Promise<number> => {
    const from = performance.now();
    await trainEpoch(batches);
    return (performance.now() - from) / batches;
  };
  for (const side of sides) await side(1);
  await idle(START_MS);
  const epochs: number[] = [];
  for (const side of sides) {
    let batches = 1;
    for (let round = 0; round < 4; round++) {
      const estimate = await perStep(side, batches);
      batches = Math.max(1, Math.min(MOST_BATCHES, Math.round(milliseconds / estimate)));
    }
    epochs.push(batches);
  }
  const least = sides.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < turns; turn++) {
    for (const [k, side] of sides.entries()) {
      least[k] = Math.min(least[k] as number, await perStep(side, epochs[k] as number));
      await idle(0);
    }
  }
  return least;
}

const idle = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** How long a call of the app lasts. */
const CALL_MS = 10;

/** How many steps the app puts into one call of the device. */
export const stepsPerCall = (stepMs: number): number => Math.max(1, Math.floor(CALL_MS / stepMs));

/** Time of a loop whose loss is no number says nothing. @throws Error for such a loss */
export function checkLoss(loss: number | undefined): void {
  if (loss === undefined || !Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
