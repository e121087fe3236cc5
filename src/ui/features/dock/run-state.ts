/** What the dock's views share: the run that is shown, what it says, and predictions that follow its training. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DataPart, DataRows, PartPredictions, Result, RunRecord, RunsState, TrainingState } from '../../../state';
import { useData, useDocument, useStudio } from '../../studio';
import { readable } from './answers';

export function useRuns<T>(select: (runs: RunsState) => T): T {
  return useStore(useStudio().runs, select);
}

export function useTraining<T>(select: (training: TrainingState) => T): T {
  return useStore(useStudio().training.store, select);
}

export function useCurrentRun(): RunRecord | null {
  return useRuns((s) => s.runs.find((r) => r.id === s.current) ?? null);
}

/** Whether model, data or settings changed after the run; redraws when they do. */
export function useStale(run: string | null): boolean {
  const studio = useStudio();
  useDocument((d) => d);
  useData((d) => d.facts);
  return run !== null && studio.isStale(run);
}

/** Small arrays of the prepared data, when it is the data the run was trained on. */
export function useRowsOf(run: RunRecord | null): DataRows | null {
  const { data } = useStudio();
  const facts = useStore(data.store, (s) => s.facts);
  return run && facts && facts.key === run.spec.dataKey ? data.rows() : null;
}

/** Least time between two refreshes of a view that asks the model something. */
const REFRESH_MS = 1500;
/** Most of the time that answers may take while a run goes on: the model answers between two batches. */
const SHARE = 1 / 50;
/** However long an answer takes, a view is no older than this. */
const OLDEST_MS = 10_000;

/** What a view asked the model, as far as it is answered. */
export interface Answered<T> {
  readonly value: T | null;
  readonly message: string | null;
}

/**
 * Asks the run's model something, again after each epoch (not more often than views need) and when the run ends.
 * The last answer stays until the next one; an error is what the last try gave.
 */
export function useAnswer<T>(
  run: RunRecord | null,
  ask: () => Promise<Result<T>>,
  deps: readonly unknown[],
): Answered<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ topic: '', value: null, message: null });
  const asker = useRef({ next: Number.NEGATIVE_INFINITY, busy: false, done: '' });
  const [turn, setTurn] = useState(0);
  const running = useTraining((t) => t.run !== null && t.run === run?.id);
  const topic = JSON.stringify([run?.id ?? null, ...deps]);
  // Weights change with every epoch; a paused or ended run shows exactly what it has.
  const wanted = run ? `${topic}/${run.history.epoch.length}/${run.status}` : '';
  const trained = run !== null && (run.steps > 0 || run.history.epoch.length > 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is new at each render; `wanted` says when it means something else
  useEffect(() => {
    const state = asker.current;
    if (!trained || state.busy || state.done === wanted) return;
    const wait = running ? Math.max(0, state.next - performance.now()) : 0;
    const timer = setTimeout(() => {
      state.busy = true;
      const asked = performance.now();
      void ask().then((result) => {
        const now = performance.now();
        const rest = Math.min(Math.max(REFRESH_MS, (now - asked) / SHARE), OLDEST_MS);
        asker.current = { next: now + rest, busy: false, done: wanted };
        setAnswer((old) => ({
          topic,
          value: result.ok ? result.value : old.topic === topic ? old.value : null,
          message: result.ok ? null : result.problem.message,
        }));
        // What came up meanwhile is asked by the next turn of the effect.
        setTurn((n) => n + 1);
      });
    }, wait);
    return () => clearTimeout(timer);
  }, [wanted, trained, turn]);
  return answer.topic === topic && trained ? answer : NOTHING;
}

interface Answer<T> extends Answered<T> {
  readonly topic: string;
}

const NOTHING = { value: null, message: null };

/** At most this many rows are predicted for live views. */
const LIVE_ROWS = 2000;

export function usePredictions(run: RunRecord | null, part: DataPart): Answered<PartPredictions> {
  const { training } = useStudio();
  return useAnswer(run, async () => {
    const result = await training.predictPart(part, LIVE_ROWS, run?.id);
    return result.ok && run ? { ok: true, value: readable(run, result.value) } : result;
  }, [part]);
}
