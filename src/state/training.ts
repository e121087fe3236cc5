/**
 * Training as the page drives it: one run at a time in a supervised worker. Starts, pauses, steps, stops and resumes
 * runs, takes in what the worker reports, and when the worker or its device dies marks the run, steps down to the next
 * backend and offers to go on from the last checkpoint.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Fix, fail, ok, type Problem, ProblemError, problem, problemOf, type Result } from '../base/problem';
import type { FitSpec, ProjectDocument } from '../graph/document';
import { runFingerprint } from '../graph/hash';
import type { CheckpointSlot, DataPart, RunRecord } from '../rpc/run-record';
import { createSupervisor, type WorkerPort } from '../rpc/supervisor';
import {
  appendEpoch,
  type BackendName,
  type BackendReport,
  type Checkpoint,
  EMPTY_HISTORY,
  type EndReason,
  type Estimate,
  type PartPredictions,
  type PreparedData,
  type RunSpec,
  type TrainApi,
  type TrainEvent,
  type TrainEvents,
  type WeightHistogram,
} from '../rpc/train-client';
import { analyseModel } from './analysis';
import type { DataController } from './data';
import type { Clock } from './deps';
import type { DocumentStore } from './document-store';
import type { RunsStore } from './runs-store';
import type { ViewStore } from './view-store';

export interface TrainingState {
  readonly status: 'idle' | 'preparing' | 'running' | 'paused' | 'stopping';
  /** The run being trained, or null. */
  readonly run: string | null;
  /** The worker has not answered for a while. */
  readonly quiet: boolean;
  /** What is known of the backends on this device. */
  readonly backends: readonly BackendReport[];
}

export type Logs = { readonly [key: string]: number };

export interface TrainingController {
  readonly store: StoreApi<TrainingState>;
  /** Starts a new run of the project as it is. Tells what stands in the way if something does. */
  start(options?: { readonly paused?: boolean }): Promise<void>;
  pause(): void;
  resume(): void;
  /** What the round button does: start, pause or resume. */
  toggle(): void;
  /** Trains one batch or to the end of the epoch, then pauses; starts a run first when there is none. */
  step(unit: 'batch' | 'epoch'): void;
  /** Ends the run after the current batch; History is kept. */
  stop(): void;
  /** Changes the learning rate of the run in progress. */
  setLearningRate(value: number): Promise<Result<null>>;
  /** Changes how many epochs a run will have; one that ended goes on from where it ended. */
  setEpochs(run: string, epochs: number): Promise<Result<null>>;
  /** Goes on with a run from its last checkpoint, on another backend if one is named. */
  resumeRun(run: string, backend?: BackendName): Promise<Result<null>>;
  /** Loss and metrics of a part, kept with the run. The run defaults to the current one here and below. */
  evaluate(part: DataPart, run?: string): Promise<Result<Logs>>;
  predictPart(part: DataPart, limit: number, run?: string): Promise<Result<PartPredictions>>;
  /** Outputs for encoded rows, one array per model input. */
  predict(
    inputs: readonly Float32Array[],
    rows: number,
    run?: string,
  ): Promise<Result<{ readonly outputs: Float32Array; readonly width: number }>>;
  histograms(run?: string): Promise<Result<readonly WeightHistogram[]>>;
  /** Operations and memory of a training step of the project as it is. */
  estimate(): Promise<Result<Estimate>>;
  /** Starts the worker and asks which backends work, so that the first run begins at once. */
  warm(): Promise<void>;
  /** Ends the worker and starts afresh; a run in progress becomes one that can be resumed. */
  restart(): Promise<void>;
  /** Goes on with the interrupted run, or has the next run, on the next backend. */
  stepDown(): void;
  /** The state of a run in a slot, from memory or storage. */
  checkpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null>;
  /** Keeps a state of a run that came from a file. */
  keep(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void>;
}

/** Where checkpoints are kept. Saving may fail; the newest of each slot of the current run stays in memory. */
export interface CheckpointStore {
  save(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void>;
  load(run: string, slot: CheckpointSlot): Promise<Checkpoint | null>;
}

export interface TrainingDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly makeTrainWorker: () => WorkerPort;
  readonly checkpoints: CheckpointStore;
  readonly documents: DocumentStore;
  readonly data: DataController;
  readonly runs: RunsStore;
  readonly view: ViewStore;
  readonly problems: () => readonly Problem[];
}

/** Faults of the machinery, after which the worker is replaced and the run can go on. */
const CRASHES: ReadonlySet<string> = new Set([
  'worker-crashed',
  'worker-silent',
  'worker-restarted',
  'device-lost',
  'out-of-memory',
]);

/** From the fastest to the one that always works. */
const BACKEND_ORDER: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

const BACKEND_WORDS: { readonly [name in BackendName]: string } = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'the CPU',
  reference: 'the reference backend',
};

/** Every buffer of prepared data once. */
function buffersOf(data: PreparedData): Transferable[] {
  const arrays = [...data.inputs, ...data.targets].map((a) => a.data.buffer);
  const others = [data.parts.train, data.parts.validation, data.parts.test, data.sampleWeights, data.sourceRows];
  return [...new Set([...arrays, ...others.flatMap((a) => (a ? [a.buffer] : []))])] as Transferable[];
}

export function createTraining(deps: TrainingDeps): TrainingController {
  const { clock, documents, data, runs, view } = deps;
  const store = createStore<TrainingState>(() => ({ status: 'idle', run: null, quiet: false, backends: [] }));
  const worker = createSupervisor<TrainApi, TrainEvents>({ makeWorker: deps.makeTrainWorker, clock });
  /** What the worker of that generation was given. */
  let held: { generation: number; dataKey: string | null; run: string | null } = {
    generation: 0,
    dataKey: null,
    run: null,
  };
  /** Checkpoints of one run, kept until another run has its own. */
  let recent: { run: string; slots: Map<CheckpointSlot, Checkpoint> } = { run: '', slots: new Map() };
  /** What was asked for while the run was being prepared. */
  let wish: 'pause' | 'stop' | null = null;
  /** Backends that failed in this tab; left out when choosing automatically. */
  const failed = new Set<BackendName>();
  /** How far the run in progress is, by its newest frame. */
  let progress = { step: 0, batches: 0 };
  let loading: Promise<unknown> = Promise.resolve();

  const active = (): string | null => store.getState().run;
  const document = (): ProjectDocument => documents.store.getState().document;

  /** The worker as it is now; anything it was given before it was replaced is forgotten. */
  function holding(): typeof held {
    if (held.generation !== worker.generation) held = { generation: worker.generation, dataKey: null, run: null };
    return held;
  }

  async function ensureData(run: Pick<RunRecord, 'spec' | 'data'>): Promise<void> {
    if (holding().dataKey === run.spec.dataKey) return;
    const prepared = await data.take(run.data);
    const { key } = prepared;
    if (key !== run.spec.dataKey) {
      throw new ProblemError(
        problem('data-changed', 'The data is no longer what this run was trained on, so it cannot go on.', {
          where: 'data',
          fixes: [{ label: 'Start a new run', action: 'run.start' }],
        }),
      );
    }
    await worker.call('setData', prepared, { transfer: buffersOf(prepared) });
    held = { generation: worker.generation, dataKey: key, run: null };
  }

  // --- what the worker says ------------------------------------------------------------------------------------------

  function onStatus(id: string, status: 'running' | 'paused'): void {
    if (store.getState().status === 'stopping') return;
    store.setState({ status });
    runs.update(id, { status });
    if (wish === 'stop') stop();
    else if (wish === 'pause' && status === 'running') pause();
    wish = null;
  }

  function keep(id: string, slot: CheckpointSlot, checkpoint: Checkpoint): void {
    if (recent.run !== id) recent = { run: id, slots: new Map() };
    recent.slots.set(slot, checkpoint);
    const info = {
      epoch: checkpoint.epoch,
      batch: checkpoint.batch,
      step: checkpoint.step,
      bytes: checkpoint.tensors.byteLength,
    };
    runs.later(id, { checkpoints: { ...runs.get(id)?.checkpoints, [slot]: info } });
    // Whoever keeps checkpoints reports trouble with storage; the one in memory still serves this tab.
    deps.checkpoints.save(id, slot, checkpoint).catch(() => undefined);
  }

  function onEvent(event: TrainEvent): void {
    const id = active();
    const run = id === null ? undefined : runs.get(id);
    if (id === null || !run) return;
    switch (event.kind) {
      case 'status':
        if (event.status === 'running' || event.status === 'paused') onStatus(id, event.status);
        else if (event.status === 'ended' && event.message !== undefined) runs.update(id, { message: event.message });
        break;
      case 'backend':
        store.setState({ backends: event.reports });
        runs.update(id, { backend: { chosen: event.chosen, reports: event.reports, why: event.why } });
        break;
      case 'frame':
        progress = event.frame;
        runs.frame(id, event.frame);
        break;
      case 'epoch':
        runs.later(id, {
          history: appendEpoch(run.history, event.epoch, event.logs),
          steps: progress.step,
          batches: progress.batches,
        });
        break;
      case 'event':
        runs.later(id, { history: { ...run.history, events: [...run.history.events, event.event] } });
        break;
      case 'checkpoint':
        keep(id, event.slot, event.checkpoint);
        break;
      case 'file':
        runs.later(id, { files: { ...run.files, [event.name]: `${run.files[event.name] ?? ''}${event.text}` } });
        break;
      case 'problem':
        runs.update(id, { problem: event.problem });
        // A fault that ends the run is told when the run ends, with the ways on.
        if (!CRASHES.has(event.problem.code)) view.report(event.problem, `run:${id}:${event.problem.code}`);
        break;
    }
  }

  worker.on('train', onEvent);
  worker.onQuiet((quiet) => store.setState({ quiet }));

  // --- runs ------------------------------------------------------------------------------------------------------------

  /** The backend a run is asked to use: the document's, or the best that has not failed. */
  function backendFor(spec: RunSpec): FitSpec['backend'] {
    if (spec.fit.backend !== 'auto' || failed.size === 0) return spec.fit.backend;
    const { backends } = store.getState();
    const left = BACKEND_ORDER.filter(
      (name) => !failed.has(name) && backends.some((r) => r.name === name && r.available),
    );
    const pace = (name: BackendName): number =>
      backends.find((r) => r.name === name)?.stepMs ?? Number.POSITIVE_INFINITY;
    const [best] = left.sort((a, b) => pace(a) - pace(b) || BACKEND_ORDER.indexOf(a) - BACKEND_ORDER.indexOf(b));
    return best === undefined || best === 'reference' ? 'auto' : best;
  }

  /** The next backend after a failed one; null when there is none. */
  function nextBackend(name: BackendName): BackendName | null {
    const { backends } = store.getState();
    const after = BACKEND_ORDER.slice(BACKEND_ORDER.indexOf(name) + 1);
    return after.find((b) => !failed.has(b) && backends.some((r) => r.name === b && r.available)) ?? null;
  }

  function leave(id: string, patch: Parameters<RunsStore['update']>[1]): void {
    runs.update(id, {
      ...(progress.batches > 0 && { steps: progress.step, batches: progress.batches }),
      endedAt: clock.now(),
      ...patch,
    });
    wish = null;
    store.setState({ status: 'idle', run: null, quiet: false });
    runs.store.setState({ active: null });
  }

  function ended(id: string, reason: EndReason, history: RunRecord['history']): void {
    leave(id, { status: 'ended', reason, history });
    const run = runs.get(id);
    if (reason === 'finished') view.announce(`Run ${run?.number} finished after ${history.epoch.length} epochs.`);
    else if (reason !== 'stopped') view.announce(`Run ${run?.number} ended: ${run?.message ?? reason}`);
  }

  /** Ways on for a run that was cut off. */
  function waysOn(id: string, next: BackendName | null): Fix[] {
    const run = runs.get(id);
    const saved = run?.checkpoints.resume;
    if (!saved) return [{ label: 'Start again', action: 'run.start' }];
    const from = `from epoch ${saved.epoch + 1}`;
    const on: Fix[] = next
      ? [
          {
            label: `Go on ${from} with ${BACKEND_WORDS[next]}`,
            action: 'run.resume',
            params: { run: id, backend: next },
          },
        ]
      : [];
    return [...on, { label: next ? 'Go on as before' : `Go on ${from}`, action: 'run.resume', params: { run: id } }];
  }

  function broke(id: string, p: Problem): void {
    if (p.code === 'cancelled') {
      leave(id, { status: 'ended', reason: 'stopped' });
      return;
    }
    if (!CRASHES.has(p.code)) {
      leave(id, { status: 'ended', reason: 'failed', message: p.message, problem: p });
      view.report(p, `run:${id}`);
      return;
    }
    const run = runs.get(id);
    const chosen = run?.backend?.chosen ?? null;
    if (chosen !== null && p.code !== 'worker-restarted') failed.add(chosen);
    const next = chosen === null || p.code === 'worker-restarted' ? null : nextBackend(chosen);
    worker.restart(p);
    // A worker that crashed for want of memory would crash again: half the batch is offered as well.
    const smaller: Fix[] =
      p.code === 'out-of-memory' ? [{ label: 'Halve the batch size', action: 'reduce-batch-size' }] : [];
    const told: Problem = { ...p, fixes: [...waysOn(id, next), ...smaller] };
    leave(id, {
      status: run?.checkpoints.resume ? 'interrupted' : 'ended',
      reason: 'failed',
      message: p.message,
      problem: told,
    });
    view.report(told, `run:${id}`);
  }

  /** Trains a run to its end, whatever the end is. Never rejects. */
  async function drive(
    run: RunRecord,
    from: Checkpoint | null,
    paused: boolean,
    backend?: FitSpec['backend'],
  ): Promise<void> {
    const { id } = run;
    store.setState({ status: 'preparing', run: id });
    runs.store.setState({ active: id, current: id, live: null });
    view.dismiss(`run:${id}`);
    const spec: RunSpec = {
      ...run.spec,
      fit: { ...run.spec.fit, epochs: run.epochs, backend: backend ?? backendFor(run.spec) },
    };
    try {
      await ensureData(run);
      const { reason, history } = await worker.call('fit', { spec, from, startPaused: paused });
      held.run = id;
      ended(id, reason, history);
    } catch (error) {
      broke(id, problemOf(error));
    }
  }

  /** What keeps a run from starting, or null. */
  function obstacle(): Problem | null {
    if (documents.store.getState().readOnly) {
      return problem('read-only', 'Another tab has this project open: train there, or take over here.', {
        fixes: [{ label: 'Take over', action: 'project.take-over' }],
      });
    }
    return deps.problems().find((p) => p.severity === 'error') ?? null;
  }

  /** From here to the end of the run nothing else is started, and what is asked for meanwhile is remembered. */
  function prepare(): void {
    wish = null;
    progress = { step: 0, batches: 0 };
    store.setState({ status: 'preparing' });
  }

  async function start({ paused = false }: { readonly paused?: boolean } = {}): Promise<void> {
    if (store.getState().status !== 'idle') return;
    prepare();
    const { facts, problem: broken } = await data.settled();
    const stop: Problem | null = broken ?? obstacle();
    if (stop || !facts) {
      store.setState({ status: 'idle' });
      if (stop) view.report(stop, 'run:blocked');
      return;
    }
    view.dismiss('run:blocked');
    const { model, compile, fit, callbacks, data: dataSpec, id: projectId } = document();
    const spec: RunSpec = { model, compile, fit, callbacks, dataKey: facts.key };
    const run: RunRecord = {
      id: deps.newId(),
      projectId,
      number: Math.max(0, ...runs.store.getState().runs.map((r) => r.number)) + 1,
      name: null,
      createdAt: clock.now(),
      endedAt: null,
      spec,
      data: dataSpec,
      fingerprint: runFingerprint(spec, facts.key),
      epochs: fit.epochs,
      status: 'preparing',
      reason: null,
      message: null,
      problem: null,
      backend: null,
      history: EMPTY_HISTORY,
      steps: 0,
      batches: Math.ceil(facts.parts.train / fit.batch_size),
      dataName: data.store.getState().description?.name ?? '',
      parameters: analyseModel(model).parameters.total,
      checkpoints: {},
      evaluations: {},
      files: {},
    };
    runs.add(run);
    await drive(run, null, paused);
  }

  async function checkpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null> {
    const kept = recent.run === run ? recent.slots.get(slot) : undefined;
    return kept ?? (await deps.checkpoints.load(run, slot));
  }

  function busy(): Problem {
    return problem('run-going', 'A run is going on: stop it first.', {
      fixes: [{ label: 'Stop it', action: 'run.stop' }],
    });
  }

  async function resumeRun(id: string, backend?: BackendName, epochs?: number): Promise<Result<null>> {
    const run = runs.get(id);
    if (!run) return fail(problem('no-run', 'That run is gone.'));
    if (store.getState().status !== 'idle') return fail(busy());
    if (documents.store.getState().readOnly) return fail(obstacle() ?? busy());
    prepare();
    try {
      const from = await checkpoint(id, 'resume');
      if (!from) {
        store.setState({ status: 'idle' });
        const p = problem('no-checkpoint', 'No checkpoint of this run was kept, so it cannot go on.', {
          fixes: [{ label: 'Start a new run', action: 'run.start' }],
        });
        view.report(p, `run:${id}`);
        return fail(p);
      }
      runs.losses(id).truncate(from.step);
      runs.update(id, {
        status: 'preparing',
        reason: null,
        message: null,
        problem: null,
        endedAt: null,
        history: from.history,
        steps: from.step,
        ...(epochs !== undefined && { epochs }),
      });
      const named = backend === undefined || backend === 'reference' ? undefined : backend;
      void drive(runs.get(id) ?? run, from, false, named);
      return ok(null);
    } catch (error) {
      store.setState({ status: 'idle' });
      return fail(problemOf(error));
    }
  }

  /** A call about the run in progress; what it is answered with an error is told. */
  function control(method: 'pause' | 'resume' | 'stop'): void {
    worker.call(method, undefined).catch((error: unknown) => {
      const p = problemOf(error);
      // A run that ended meanwhile, or a worker that died, is told elsewhere.
      if (p.code !== 'no-run' && !CRASHES.has(p.code)) view.report(p);
    });
  }

  function pause(): void {
    const { status } = store.getState();
    if (status === 'preparing') wish = 'pause';
    else if (status === 'running') control('pause');
  }

  function resume(): void {
    if (store.getState().status === 'paused') control('resume');
  }

  function stop(): void {
    const { status } = store.getState();
    if (status === 'preparing') wish = 'stop';
    else if (status === 'running' || status === 'paused') {
      store.setState({ status: 'stopping' });
      control('stop');
    }
  }

  // --- models at rest -----------------------------------------------------------------------------------------------------

  async function ensureLoaded(id: string): Promise<void> {
    const run = runs.get(id);
    if (!run)
      throw new ProblemError(
        problem('no-run', 'Train the model first.', { fixes: [{ label: 'Start', action: 'run.start' }] }),
      );
    if (active() === id || (holding().run === id && held.dataKey === run.spec.dataKey)) return;
    if (store.getState().status !== 'idle') throw new ProblemError(busy());
    const saved = (await checkpoint(id, 'resume')) ?? (await checkpoint(id, 'last')) ?? (await checkpoint(id, 'best'));
    if (!saved)
      throw new ProblemError(
        problem('no-checkpoint', 'The weights of this run were not kept.', {
          fixes: [{ label: 'Start a new run', action: 'run.start' }],
        }),
      );
    await ensureData(run);
    const backend = backendFor(run.spec);
    await worker.call('load', { spec: { ...run.spec, fit: { ...run.spec.fit, backend } }, checkpoint: saved });
    held.run = id;
  }

  /** Asks something of a run's model, loading it first if need be. One at a time, so that loads do not cross. */
  function ask<T>(id: string | undefined, question: () => Promise<T>): Promise<Result<T>> {
    const run = id ?? runs.store.getState().current ?? '';
    const answer = loading.then(async (): Promise<Result<T>> => {
      try {
        await ensureLoaded(run);
        return ok(await question());
      } catch (error) {
        return fail(problemOf(error));
      }
    });
    loading = answer;
    return answer;
  }

  return {
    store,
    start,
    pause,
    resume,
    toggle() {
      const { status } = store.getState();
      if (status === 'idle') void start();
      else if (status === 'paused') resume();
      else pause();
    },
    step(unit) {
      const { status } = store.getState();
      const go = (): void => void worker.call('step', unit).catch((error: unknown) => view.report(problemOf(error)));
      if (status === 'paused' || status === 'running') return go();
      if (status !== 'idle') return;
      const unsubscribe = store.subscribe((s) => {
        if (s.status === 'paused') go();
        if (s.status !== 'preparing') unsubscribe();
      });
      void start({ paused: true });
    },
    stop,
    async setLearningRate(value) {
      try {
        await worker.call('setLearningRate', value);
        return ok(null);
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    async setEpochs(id, epochs) {
      if (active() !== id) return resumeRun(id, undefined, epochs);
      try {
        await worker.call('setEpochs', epochs);
        runs.update(id, { epochs });
        return ok(null);
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    resumeRun: (id, backend) => resumeRun(id, backend),
    evaluate: async (part, run) => {
      const id = run ?? runs.store.getState().current;
      const result = await ask(run, () => worker.call('evaluate', part));
      // Only a finished run's figures are final, and kept.
      if (result.ok && id !== null && active() !== id) {
        runs.update(id, { evaluations: { ...runs.get(id)?.evaluations, [part]: result.value } });
      }
      return result;
    },
    predictPart: (part, limit, run) => ask(run, () => worker.call('predictPart', { part, limit })),
    predict: (inputs, rows, run) => ask(run, () => worker.call('predict', { inputs, rows })),
    histograms: (run) => ask(run, () => worker.call('histograms', undefined)),
    async estimate() {
      try {
        const { facts, problem: broken } = await data.settled();
        if (!facts) return fail(broken ?? problem('no-data', 'There is no data yet.'));
        const { model, compile, fit, callbacks, data: dataSpec } = document();
        const spec: RunSpec = { model, compile, fit, callbacks, dataKey: facts.key };
        if (active() !== null && held.dataKey !== facts.key) return fail(busy());
        await ensureData({ spec, data: dataSpec });
        return ok(await worker.call('estimate', spec));
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    async warm() {
      try {
        store.setState({ backends: await worker.call('probe', undefined) });
      } catch (error) {
        view.report(problemOf(error));
      }
    },
    restart() {
      worker.restart(problem('worker-restarted', 'The training worker was restarted.'));
      return new Promise((resolve) => {
        if (store.getState().status === 'idle') return resolve();
        const stop = store.subscribe((s) => {
          if (s.status !== 'idle') return;
          stop();
          resolve();
        });
      });
    },
    stepDown() {
      const run = runs.store.getState().runs.findLast((r) => r.backend !== null);
      const next = run?.backend ? nextBackend(run.backend.chosen) : null;
      if (run?.backend) failed.add(run.backend.chosen);
      if (run?.status === 'interrupted') void resumeRun(run.id, next ?? undefined);
    },
    checkpoint,
    keep: (run, slot, saved) => deps.checkpoints.save(run, slot, saved),
  };
}
