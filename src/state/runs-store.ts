/**
 * The runs of the open project, append-only: what a run is made from never changes, what comes of it only grows. Live
 * numbers reach the store at most four times a second; batch losses are kept beside it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunRecord } from '../rpc/run-record';
import type { TrainFrame } from '../rpc/train-client';
import type { Clock } from './deps';
import { LossSeries } from './losses';

/** The newest frame of the run being trained, without its batch losses. */
export type LiveFrame = Omit<TrainFrame, 'batchLosses'>;

export interface RunsState {
  /** Oldest first. */
  readonly runs: readonly RunRecord[];
  /** The run shown: the one in progress, else the one chosen or the newest. */
  readonly current: string | null;
  /** The run the training worker holds now, or null. */
  readonly active: string | null;
  /** Progress of the active run. */
  readonly live: LiveFrame | null;
  /** Runs not drawn behind the current one. */
  readonly hidden: readonly string[];
  /** Counts changes of batch losses and live numbers; at most four a second. Read losses anew when it changes. */
  readonly tick: number;
}

export type RunPatch = Partial<Omit<RunRecord, 'id' | 'spec' | 'fingerprint' | 'createdAt' | 'number'>>;

export interface RunsStore {
  readonly store: StoreApi<RunsState>;
  /** A run as it is by now, which subscribers may hear of a little later. */
  get(id: string): RunRecord | undefined;
  /** Batch losses of a run; the same object as long as the run is loaded. */
  losses(id: string): LossSeries;
  add(run: RunRecord): void;
  /** Changes a run and tells at once, with all that has gathered. */
  update(id: string, patch: RunPatch): void;
  /** Changes a run; subscribers hear of it when their turn comes. */
  later(id: string, patch: RunPatch): void;
  /** Takes in a frame; subscribers hear of it when their turn comes. */
  frame(id: string, frame: TrainFrame): void;
  /** Tells subscribers now what has gathered. */
  flush(): void;
  remove(id: string): void;
  /** Puts a removed run back in its place. */
  restore(run: RunRecord, losses: LossSeries): void;
  /** Replaces everything (another project was opened). */
  open(runs: readonly RunRecord[], losses: ReadonlyMap<string, LossSeries>): void;
}

/** Least time between two redraws of live numbers: nobody reads faster, and each takes time from training. */
export const FRAME_MS = 240;

export function createRunsStore(clock: Clock): RunsStore {
  const store = createStore<RunsState>(() => ({
    runs: [],
    current: null,
    active: null,
    live: null,
    hidden: [],
    tick: 0,
  }));
  const series = new Map<string, LossSeries>();
  /** What subscribers have not heard of yet. */
  const drafts = new Map<string, RunRecord>();
  let waiting: LiveFrame | null = null;
  let timer: (() => void) | null = null;
  let last = Number.NEGATIVE_INFINITY;

  function lossesOf(id: string): LossSeries {
    let found = series.get(id);
    if (!found) {
      found = new LossSeries();
      series.set(id, found);
    }
    return found;
  }

  const get: RunsStore['get'] = (id) => drafts.get(id) ?? store.getState().runs.find((r) => r.id === id);

  function flush(): void {
    timer?.();
    timer = null;
    if (waiting === null && drafts.size === 0) return;
    const live = waiting;
    const changed = new Map(drafts);
    waiting = null;
    drafts.clear();
    last = clock.now();
    store.setState((s) => ({
      ...(live && { live }),
      ...(changed.size > 0 && { runs: s.runs.map((r) => changed.get(r.id) ?? r) }),
      tick: s.tick + 1,
    }));
  }

  function soon(): void {
    timer ??= clock.after(Math.max(0, last + FRAME_MS - clock.now()), () => {
      timer = null;
      flush();
    });
  }

  function draft(id: string, patch: RunPatch): void {
    const run = get(id);
    if (run) drafts.set(id, { ...run, ...patch });
  }

  function forget(): void {
    timer?.();
    timer = null;
    waiting = null;
    drafts.clear();
  }

  const sorted = (runs: readonly RunRecord[]): RunRecord[] => [...runs].sort((a, b) => a.number - b.number);

  return {
    store,
    get,
    losses: lossesOf,
    flush,
    add(run) {
      flush();
      store.setState((s) => ({ runs: sorted([...s.runs, run]), current: run.id }));
    },
    update(id, patch) {
      draft(id, patch);
      flush();
    },
    later(id, patch) {
      draft(id, patch);
      soon();
    },
    frame(id, frame) {
      const { batchLosses, ...live } = frame;
      lossesOf(id).append(frame.step - batchLosses.length, batchLosses);
      waiting = live;
      soon();
    },
    remove(id) {
      drafts.delete(id);
      series.delete(id);
      store.setState((s) => {
        const runs = s.runs.filter((r) => r.id !== id);
        return { runs, current: s.current === id ? (runs.at(-1)?.id ?? null) : s.current };
      });
    },
    restore(run, losses) {
      series.set(run.id, losses);
      store.setState((s) => ({
        runs: sorted([...s.runs.filter((r) => r.id !== run.id), run]),
        current: s.current ?? run.id,
      }));
    },
    open(runs, losses) {
      forget();
      series.clear();
      for (const [id, l] of losses) series.set(id, l);
      const list = sorted(runs);
      store.setState((s) => ({
        runs: list,
        current: list.at(-1)?.id ?? null,
        active: null,
        live: null,
        hidden: [],
        tick: s.tick + 1,
      }));
    },
  };
}
