/**
 * Training as the page drives it: one run at a time in a supervised worker. Starts, pauses, steps, stops and resumes
 * runs, takes in what the worker reports, and when the worker or its device dies marks the run, steps down to the next
 * backend and offers to go on from the last checkpoint.
 */
import { createStore } from 'zustand/vanilla';
import { type Fix, fail, ok, type Problem, problem, problemOf, type Result } from '../base/problem';
import type { FitSpec, ProjectDocument } from '../graph/document';
import { runFingerprint } from '../graph/hash';
import type { RunRecord } from '../rpc/run-record';
import { createSupervisor } from '../rpc/supervisor';
import {
  appendEpochs,
  type BackendName,
  type Checkpoint,
  EMPTY_HISTORY,
  type EndReason,
  type RunSpec,
  type TrainApi,
  type TrainEvent,
  type TrainEvents,
} from '../rpc/train-client';
import { makeRunsAhead } from './ahead';
import { analyseModel } from './analysis';
import { BACKEND_WORDS, createBackendChoice } from './backend-choice';
import type { RunsStore } from './runs-store';
import type { TrainingController, TrainingDeps, TrainingState } from './training-types';
import { busy, createWorkerModels } from './worker-models';

/** Faults of the machinery, after which the worker is replaced and the run can go on. */
const CRASHES: ReadonlySet<string> = new Set([
  'worker-crashed',
  'worker-silent',
  'worker-restarted',
  'device-lost',
  'out-of-memory',
]);

export function createTraining(deps: TrainingDeps): TrainingController {
  const { clock, documents, data, runs, view } = deps;
  const store = createStore<TrainingState>(() => ({ status: 'idle', run: null, quiet: false, backends: [] }));
  const worker = createSupervisor<TrainApi, TrainEvents>({ makeWorker: deps.makeTrainWorker, clock });
  /** What was asked for while the run was being prepared. */
  let wish: 'pause' | 'stop' | null = null;
  /** Counts starts: one that waits for its data and was called off meanwhile goes no further. */
  let starts = 0;
  /** How far the run in progress is, by its newest frame. */
  let progress = { step: 0, batches: 0 };

  const choice = createBackendChoice(() => store.getState().backends);
  const models = createWorkerModels({
    worker,
    data,
    runs,
    checkpoints: deps.checkpoints,
    choice,
    state: store.getState,
  });

  const active = (): string | null => store.getState().run;
  const current = (): string => runs.store.getState().current ?? '';
  const document = (): ProjectDocument => documents.store.getState().document;

  // --- what the worker says ------------------------------------------------------------------------------------------

  function onStatus(id: string, status: 'running' | 'paused'): void {
    if (store.getState().status === 'stopping') return;
    store.setState({ status });
    runs.update(id, { status });
    if (wish === 'stop') stop();
    else if (wish === 'pause' && status === 'running') pause();
    wish = null;
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
        // A run that names its backend reports on that one only; what is known of the others still holds.
        store.setState(({ backends }) => ({
          backends: [...event.reports, ...backends.filter((b) => !event.reports.some((r) => r.name === b.name))],
        }));
        runs.update(id, { backend: { chosen: event.chosen, reports: event.reports, why: event.why } });
        break;
      case 'frame':
        progress = event.frame;
        runs.frame(id, event.frame);
        break;
      case 'epochs':
        runs.later(id, {
          history: appendEpochs(run.history, event.epochs),
          steps: progress.step,
          batches: progress.batches,
        });
        break;
      case 'event':
        runs.later(id, { history: { ...run.history, events: [...run.history.events, event.event] } });
        break;
      case 'checkpoint':
        models.keep(id, event.slot, event.checkpoint);
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
    // The worker has told of it already; what is told here has the ways on.
    view.dismiss(`run:${id}:${p.code}`);
    if (!CRASHES.has(p.code)) {
      leave(id, { status: 'ended', reason: 'failed', message: p.message, problem: p });
      view.report(p, `run:${id}`);
      return;
    }
    const run = runs.get(id);
    const chosen = run?.backend?.chosen ?? null;
    if (chosen !== null && p.code !== 'worker-restarted') choice.failed(chosen);
    const next = chosen === null || p.code === 'worker-restarted' ? null : choice.after(chosen);
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
      fit: { ...run.spec.fit, epochs: run.epochs, backend: backend ?? choice.for(run.spec.fit.backend) },
    };
    try {
      await models.settled();
      await models.give(run);
      const { reason, history } = await worker.call('fit', { spec, from, startPaused: paused });
      models.holds(id);
      ended(id, reason, history);
    } catch (error) {
      broke(id, problemOf(error));
    }
  }

  /** Asks the worker something of the project as it is, with its data at hand. */
  async function asked<T>(question: (spec: RunSpec) => Promise<T>): Promise<Result<T>> {
    try {
      const { facts, problem: broken } = await data.settled();
      if (!facts) return fail(broken ?? problem('no-data', 'There is no data yet.'));
      const { model, compile, fit, callbacks, data: dataSpec } = document();
      const spec: RunSpec = { model, compile, fit, callbacks, dataKey: facts.key };
      if (active() !== null) return fail(busy());
      await models.give({ spec, data: dataSpec });
      return ok(await question(spec));
    } catch (error) {
      return fail(problemOf(error));
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
  function prepare(): number {
    wish = null;
    progress = { step: 0, batches: 0 };
    store.setState({ status: 'preparing' });
    return ++starts;
  }

  /** Gives up a start that has no run yet. */
  function callOff(): void {
    if (store.getState().status !== 'preparing' || active() !== null) return;
    starts++;
    store.setState({ status: 'idle' });
  }

  async function start({ paused = false }: { readonly paused?: boolean } = {}): Promise<void> {
    if (store.getState().status !== 'idle') return;
    const mine = prepare();
    const { facts, problem: broken } = await data.settled();
    if (mine !== starts) return;
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

  /** Asked once, unless the asking failed. */
  let probed: Promise<void> | null = null;
  async function probe(): Promise<void> {
    try {
      store.setState({ backends: await worker.call('probe', undefined) });
    } catch (error) {
      probed = null;
      const p = problemOf(error);
      // Nobody asked yet: a worker that died is made anew when it is needed, and what it was doing is told elsewhere.
      if (!CRASHES.has(p.code)) view.report(p);
    }
  }

  async function resumeRun(id: string, backend?: BackendName, epochs?: number): Promise<Result<null>> {
    const run = runs.get(id);
    if (!run) return fail(problem('no-run', 'That run is gone.'));
    if (store.getState().status !== 'idle') return fail(busy());
    if (documents.store.getState().readOnly) return fail(obstacle() ?? busy());
    const mine = prepare();
    try {
      const from = await models.checkpoint(id, 'resume');
      if (mine !== starts) return ok(null);
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
      if (mine === starts) store.setState({ status: 'idle' });
      return fail(problemOf(error));
    }
  }

  /** A call about the run in progress; what it is answered with an error is told. */
  function control(call: Promise<void>): void {
    call.catch((error: unknown) => {
      const p = problemOf(error);
      // A run that ended meanwhile, or a worker that died, is told elsewhere.
      if (p.code !== 'no-run' && !CRASHES.has(p.code)) view.report(p);
    });
  }

  function pause(): void {
    const { status } = store.getState();
    if (status === 'preparing') wish = 'pause';
    else if (status === 'running') control(worker.call('pause', undefined));
  }

  function resume(): void {
    if (store.getState().status === 'paused') control(worker.call('resume', undefined));
  }

  function stop(): void {
    const { status } = store.getState();
    if (status === 'preparing') {
      wish = 'stop';
      callOff();
    } else if (status === 'running' || status === 'paused') {
      store.setState({ status: 'stopping' });
      control(worker.call('stop', undefined));
    }
  }

  if (deps.whenIdle) {
    makeRunsAhead({
      clock,
      whenIdle: deps.whenIdle,
      documents,
      data,
      training: store,
      startable: () => obstacle() === null,
      prepare: (signal) =>
        asked((spec) => {
          const fit = { ...spec.fit, backend: choice.for(spec.fit.backend) };
          return worker.call('prepare', { ...spec, fit }, { signal });
        }),
    });
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
      const go = (): void => control(worker.call('step', unit));
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
      const id = run ?? current();
      const result = await models.ask(id, () => worker.call('evaluate', part));
      // Only a finished run's figures are final, and kept.
      if (result.ok && active() !== id) {
        runs.update(id, { evaluations: { ...runs.get(id)?.evaluations, [part]: result.value } });
      }
      return result;
    },
    predictPart: (part, limit, run) => models.ask(run ?? current(), () => worker.call('predictPart', { part, limit })),
    predict: (inputs, rows, run) => models.ask(run ?? current(), () => worker.call('predict', { inputs, rows })),
    histograms: (run) => models.ask(run ?? current(), () => worker.call('histograms', undefined)),
    estimate: () => asked((spec) => worker.call('estimate', spec)),
    vocabulary: (layer) => asked((spec) => worker.call('vocabulary', { spec, layer })),
    begin: worker.start,
    warm() {
      probed ??= probe();
      return probed;
    },
    restart() {
      callOff();
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
      const next = run?.backend ? choice.after(run.backend.chosen) : null;
      if (run?.backend) choice.failed(run.backend.chosen);
      if (run?.status === 'interrupted') void resumeRun(run.id, next ?? undefined);
    },
    checkpoint: models.checkpoint,
    keep: (run, slot, saved) => deps.checkpoints.save(run, slot, saved),
  };
}
