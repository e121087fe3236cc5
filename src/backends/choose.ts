/**
 * Picks a backend by trying: the user's own program on the user's own machine decides. Knows nothing of engines; the
 * caller says how to run a step, and may remember the answer by program hash and device.
 */
import { type Problem, problemOf } from '../base/problem';
import type { BackendName } from './backend';

export interface Candidate {
  readonly name: BackendName;
  /** Why it need not be tried, or null; asked only when its turn comes, as finding out may take long. */
  readonly passOver?: () => Promise<string | null>;
  /**
   * Runs one step to its end, results read back. Made once per candidate, so that compiling is paid before timing.
   * @throws when the backend cannot run it
   */
  prepare(): Promise<{ step(): Promise<void>; dispose(): void }>;
}

export interface Trial {
  readonly name: BackendName;
  /** Milliseconds of the fastest timed step; null when the backend failed or was not tried. */
  readonly stepMs: number | null;
  readonly problem: Problem | null;
  /** Why it was passed over, where it was. */
  readonly passedOver?: string;
}

export interface Chosen {
  /** Null when no candidate works. */
  readonly name: BackendName | null;
  readonly trials: readonly Trial[];
}

export interface ChooseOptions {
  /** Timed steps after one that warms up. */
  readonly steps?: number;
  /** A candidate whose step is shorter than this ends the search: asking a GPU costs as much. */
  readonly goodEnoughMs?: number;
}

/** Times the candidates in the order given and names the fastest. */
export async function chooseBackend(candidates: readonly Candidate[], options: ChooseOptions = {}): Promise<Chosen> {
  const { steps = 3, goodEnoughMs = 0 } = options;
  const trials: Trial[] = [];
  let best: { name: BackendName; ms: number } | null = null;
  for (const candidate of candidates) {
    if (best && best.ms <= goodEnoughMs) {
      trials.push({ name: candidate.name, stepMs: null, problem: null });
      continue;
    }
    const reason = await candidate.passOver?.();
    if (reason) {
      trials.push({ name: candidate.name, stepMs: null, problem: null, passedOver: reason });
      continue;
    }
    try {
      const ms = await fastestStep(candidate, steps);
      trials.push({ name: candidate.name, stepMs: ms, problem: null });
      if (!best || ms < best.ms) best = { name: candidate.name, ms };
    } catch (error) {
      trials.push({ name: candidate.name, stepMs: null, problem: problemOf(error) });
    }
  }
  return { name: best?.name ?? null, trials };
}

async function fastestStep(candidate: Candidate, steps: number): Promise<number> {
  const run = await candidate.prepare();
  try {
    await run.step();
    let fastest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < steps; i++) {
      const begin = performance.now();
      await run.step();
      fastest = Math.min(fastest, performance.now() - begin);
    }
    return fastest;
  } finally {
    run.dispose();
  }
}
