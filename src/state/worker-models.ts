/**
 * What the training worker holds: which data it was given, which run's model it has loaded. Brings either when it is
 * asked for and not there, from memory, storage or the data worker; a worker that was replaced holds nothing.
 */
import { fail, ok, type Problem, ProblemError, problem, problemOf, type Result } from '../base/problem';
import { type CheckpointSlot, checkpointInfo, type RunRecord } from '../rpc/run-record';
import type { Supervisor } from '../rpc/supervisor';
import type { Checkpoint, PreparedData, TrainApi, TrainEvents } from '../rpc/train-client';
import type { BackendChoice } from './backend-choice';
import type { DataController } from './data';
import type { RunsStore } from './runs-store';
import type { CheckpointStore, TrainingState } from './training-types';

export interface WorkerModels {
  /** Gives the worker the data of a run. Rejects with `ProblemError`: `data-changed`, or why the data cannot be made. */
  give(run: Pick<RunRecord, 'spec' | 'data'>): Promise<void>;
  /** Notes that the worker has trained this run's model. */
  holds(run: string): void;
  /** Asks something of a run's model, loading it first if need be. One question at a time. */
  ask<T>(run: string, question: () => Promise<T>): Promise<Result<T>>;
  /** Settles when nothing is asked any more. */
  settled(): Promise<void>;
  /** Keeps a state of the run in progress: the newest of each slot in memory, all of them in storage. */
  keep(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): void;
  /** A kept state; null when there is none. */
  checkpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null>;
}

interface Parts {
  readonly worker: Supervisor<TrainApi, TrainEvents>;
  readonly data: DataController;
  readonly runs: RunsStore;
  readonly checkpoints: CheckpointStore;
  readonly choice: BackendChoice;
  readonly state: () => TrainingState;
}

export function busy(): Problem {
  return problem('run-going', 'A run is going on: stop it first.', {
    fixes: [{ label: 'Stop it', action: 'run.stop' }],
  });
}

const again = [{ label: 'Start a new run', action: 'run.start' }];

/** Every buffer of prepared data once. */
function buffersOf(data: PreparedData): Transferable[] {
  const arrays = [...data.inputs, ...data.targets, ...(data.weights ?? [])].map((a) => a.data.buffer);
  const others = [data.parts.train, data.parts.validation, data.parts.test, data.sourceRows];
  return [...new Set([...arrays, ...others.flatMap((a) => (a ? [a.buffer] : []))])] as Transferable[];
}

export function createWorkerModels({ worker, data, runs, checkpoints, choice, state }: Parts): WorkerModels {
  let held: { generation: number; dataKey: string | null; run: string | null } = {
    generation: 0,
    dataKey: null,
    run: null,
  };
  /** States of one run, until another run has its own. */
  let recent: { run: string; slots: Map<CheckpointSlot, Checkpoint> } = { run: '', slots: new Map() };
  let asking: Promise<unknown> = Promise.resolve();

  function holding(): typeof held {
    if (held.generation !== worker.generation) held = { generation: worker.generation, dataKey: null, run: null };
    return held;
  }

  /** Data on its way: a second call of the same waits for it instead of having it made again. */
  let giving: { readonly key: string; readonly done: Promise<void> } | null = null;

  const give: WorkerModels['give'] = async (run) => {
    if (holding().dataKey === run.spec.dataKey) return;
    if (giving?.key === run.spec.dataKey) return giving.done;
    const mine = { key: run.spec.dataKey, done: bring(run) };
    giving = mine;
    try {
      await mine.done;
    } finally {
      if (giving === mine) giving = null;
    }
  };

  const bring: WorkerModels['give'] = async (run) => {
    const prepared = await data.take(run.data);
    const { key } = prepared;
    if (key !== run.spec.dataKey) {
      throw new ProblemError(
        problem('data-changed', 'The data is no longer what this run was trained on, so it cannot go on.', {
          where: 'data',
          fixes: again,
        }),
      );
    }
    await worker.call('setData', prepared, { transfer: buffersOf(prepared) });
    held = { generation: worker.generation, dataKey: key, run: null };
  };

  const checkpoint: WorkerModels['checkpoint'] = async (run, slot) => {
    const kept = recent.run === run ? recent.slots.get(slot) : undefined;
    return kept ?? (await checkpoints.load(run, slot));
  };

  async function load(id: string): Promise<void> {
    const run = runs.get(id);
    if (!run) throw new ProblemError(problem('no-run', 'Train the model first.', { fixes: again }));
    const { status, run: active } = state();
    if (active === id && status !== 'preparing') return;
    if (status !== 'idle') throw new ProblemError(busy());
    if (holding().run === id && held.dataKey === run.spec.dataKey) return;
    const saved = (await checkpoint(id, 'resume')) ?? (await checkpoint(id, 'last')) ?? (await checkpoint(id, 'best'));
    if (!saved) {
      throw new ProblemError(problem('no-checkpoint', 'The weights of this run were not kept.', { fixes: again }));
    }
    await give(run);
    const fit = { ...run.spec.fit, backend: choice.for(run.spec.fit.backend) };
    await worker.call('load', { spec: { ...run.spec, fit }, checkpoint: saved });
    held.run = id;
  }

  return {
    give,
    checkpoint,
    holds(run) {
      holding().run = run;
    },
    ask<T>(run: string, question: () => Promise<T>) {
      const answer = asking.then(async (): Promise<Result<T>> => {
        try {
          await load(run);
          return ok(await question());
        } catch (error) {
          return fail(problemOf(error));
        }
      });
      asking = answer;
      return answer;
    },
    async settled() {
      await asking;
    },
    keep(id, slot, saved) {
      if (recent.run !== id) recent = { run: id, slots: new Map() };
      recent.slots.set(slot, saved);
      const info = checkpointInfo(saved);
      runs.later(id, { checkpoints: { ...runs.get(id)?.checkpoints, [slot]: info } });
      // Whoever keeps checkpoints reports trouble with storage; the one in memory still serves this tab.
      checkpoints.save(id, slot, saved).catch(() => undefined);
    },
  };
}
