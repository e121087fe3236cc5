/** The training worker's side: holds the data, the model on its backend and the session, and answers the page's calls. */
import type { BackendName } from '../../backends/backend';
import { type Problem, ProblemError, problem, problemOf } from '../../base/problem';
import type { PreparedData } from '../../data/prepared';
import { unpackArrays } from '../../engine/checkpoint';
import type { DeviceModel } from '../../engine/device-model';
import type { Checkpoint } from '../../engine/events';
import { feedMode } from '../../engine/feeder';
import { feedRows } from '../../engine/feeds';
import { FitSession, type SessionListener } from '../../engine/fit-session';
import { weightHistogram } from '../../engine/histogram';
import { stageRows } from '../../engine/host-stage';
import type { Traced } from '../../engine/traced';
import { mainOutput } from '../../graph/main-output';
import { equationFlops } from '../../ops';
import { createServer, type Handlers, type Port, type Server } from '../rpc';
import type { RunSpec, TrainApi, TrainEvent, TrainEvents } from '../train-protocol';
import { BackendPool } from './backend-pool';
import { EpochPost } from './epoch-post';
import { Leisure } from './leisure';
import { macrotask } from './macrotask';
import { memoryAdvice } from './memory-advice';
import { estimateMemory } from './memory-estimate';
import { practice } from './practice';
import { type Draft, Preparation } from './preparation';
import { browserThreads } from './threads';

/** Rows predicted per call of the device. */
const PREDICT_BATCH = 256;

interface Loaded {
  readonly spec: RunSpec;
  readonly draft: Draft;
  readonly model: DeviceModel;
}

/** @param practising whether a run is practised before anybody asks for one */
export function serveTraining(port: Port, practising = false): Server<TrainEvents> {
  const leisure = new Leisure();
  const pool = new BackendPool();
  const preparation = new Preparation(pool, () => needData());
  let data: PreparedData | null = null;
  let loaded: Loaded | null = null;
  let session: FitSession | null = null;
  /** To be called when a run has begun: what goes on after its first step is not waited for. */
  let begun: () => void = () => undefined;

  const post = (event: TrainEvent, transfer: Transferable[] = []): void => server.emit('train', event, transfer);
  const epochs = new EpochPost((ended) => post({ kind: 'epochs', epochs: ended }));
  const emit: typeof post = (event, transfer) => {
    epochs.flush();
    post(event, transfer);
  };

  const needData = (): PreparedData => {
    if (!data) throw new ProblemError(problem('no-data', 'There is no data to train on yet.', { where: 'data' }));
    return data;
  };
  const needModel = (): DeviceModel => {
    if (!loaded) throw new ProblemError(problem('no-model', 'Train the model first, or load saved weights.'));
    return loaded.model;
  };
  const needSession = (): FitSession => {
    if (!session || session.idle) throw new ProblemError(problem('no-run', 'No run is going on.'));
    return session;
  };
  /** The output of the loaded model that predictions are shown of. */
  const shownOutput = (): number => {
    const spec = loaded?.spec;
    return (spec && mainOutput(spec.model.outputs.length, spec.fit)) ?? 0;
  };

  function unload(): void {
    loaded?.model.dispose();
    loaded = null;
    session = null;
  }

  const listener: SessionListener = {
    status: (status, reason, message) => {
      emit({ kind: 'status', status, ...(reason ? { reason } : {}), ...(message ? { message } : {}) });
      if (status === 'paused') begun();
    },
    frame: (frame) => {
      emit({ kind: 'frame', frame }, [frame.batchLosses.buffer]);
      begun();
    },
    epoch: (epoch, logs) => epochs.add({ epoch, logs }, performance.now()),
    event: (event) => emit({ kind: 'event', event }),
    checkpoint: (slot, checkpoint) => emit({ kind: 'checkpoint', slot, checkpoint }, [checkpoint.tensors]),
    file: (name, text) => emit({ kind: 'file', name, text }),
    problem: (p) => emit({ kind: 'problem', problem: p }),
  };

  /** Runs a task between two batches of a run, or at once when none is going on. */
  const between = <T>(task: () => Promise<T>): Promise<T> =>
    session && !session.idle ? session.exclusive(task) : task();

  /** Where memory ran out because the run is too large for it, what would help. */
  async function withAdvice(p: Problem, traced: Traced, fed: PreparedData, size: number): Promise<Problem> {
    const most = p.code === 'out-of-memory' ? await pool.mostBytes() : null;
    if (most === null) return p;
    const batch = Math.min(size, fed.parts.train.length);
    return memoryAdvice({ traced, data: fed, batch, threaded: browserThreads() !== null, most }) ?? p;
  }

  const handlers: Handlers<TrainApi> = {
    probe: () => pool.reports(() => leisure.turn()),
    setData: async (next) => {
      await preparation.forget();
      unload();
      data = next;
    },
    estimate: (spec) => {
      const { traced, staged } = preparation.draftOf(spec);
      const fed = staged.data;
      const batch = Math.max(1, Math.min(spec.fit.batch_size, fed.parts.train.length));
      const program = traced.train(batch, feedMode(fed));
      return {
        flopsPerStep: program.equations.reduce((n, eq) => n + equationFlops(program, eq), 0),
        peakBytes: estimateMemory(traced, fed, batch, browserThreads() !== null),
      };
    },
    prepare: (spec, { signal }) => (session && !session.idle ? false : preparation.make(spec, signal)),
    vocabulary: ({ spec, layer }) => {
      const { vocabulary, idf_weights } = preparation.draftOf(spec).staged.model.layers[layer]?.config ?? {};
      return {
        tokens: Array.isArray(vocabulary) ? (vocabulary as (string | number)[]) : [],
        idf_weights: Array.isArray(idf_weights) ? (idf_weights as number[]) : null,
      };
    },
    fit: async ({ spec, from, startPaused }) => {
      if (session && !session.idle) throw new ProblemError(problem('run-going', 'A run is going on: stop it first.'));
      emit({ kind: 'status', status: 'preparing' });
      // What does not fit together is refused while the model of the run before is still there.
      const { traced, staged } = preparation.draftOf(spec);
      unload();
      begun = leisure.begin();
      let backend: BackendName | null = null;
      try {
        // Device faults name the backend they happened on, so that the page can step down to another.
        const { draft, model } = await preparation.take(spec, ({ backend: { name }, reports, why }) => {
          backend = name;
          emit({ kind: 'backend', chosen: name, reports, why });
        });
        loaded = { spec, draft, model };
        const current = new FitSession(model, spec.fit, spec.callbacks, draft.staged.data, listener, {
          now: () => performance.now(),
          yield: macrotask,
        });
        session = current;
        return await current.run(from, startPaused);
      } catch (error) {
        const p = await withAdvice(problemOf(error), traced, staged.data, spec.fit.batch_size);
        const told = { ...p, ...(p.where === undefined && backend !== null && { where: `backend.${backend}` }) };
        emit({ kind: 'problem', problem: told });
        emit({ kind: 'status', status: 'ended', reason: 'failed', message: p.message });
        throw p.code === 'does-not-fit' ? new ProblemError(told) : error;
      } finally {
        begun();
      }
    },
    pause: () => needSession().pause(),
    resume: () => needSession().resume(),
    step: (unit) => needSession().stepOnce(unit),
    stop: () => needSession().stop(),
    setLearningRate: (value) => needSession().setLearningRate(value),
    setEpochs: (epochs) => needSession().setEpochs(epochs),
    load: async ({ spec, checkpoint }) => {
      if (session && !session.idle) throw new ProblemError(problem('run-going', 'A run is going on: stop it first.'));
      preparation.draftOf(spec);
      unload();
      const { draft, model } = await preparation.fresh(spec);
      loaded = { spec, draft, model };
      model.writeSlots(unpackArrays(checkpoint.tensors));
    },
    evaluate: (part) =>
      between(() =>
        needModel().evaluate(needData().parts[part], loaded?.spec.fit.batch_size ?? PREDICT_BATCH, macrotask),
      ),
    predictPart: async ({ part, limit }, context) => {
      const rows = needData().parts[part].slice(0, limit);
      const result = await between(() => needModel().predictRows(rows, PREDICT_BATCH, macrotask, shownOutput()));
      context.transfer(result.outputs.buffer, result.losses.buffer, rows.buffer);
      return { part, rows, ...result };
    },
    predict: ({ inputs, rows }, context) =>
      between(async () => {
        const model = needModel();
        const { spec, draft } = loaded as Loaded;
        const shapes = needData().inputs.map((a) => a.shape);
        const given = feedRows(inputs, shapes, spec.model.inputs.length, spec.fit);
        const fed = stageRows(draft.model, draft.staged, given, rows);
        const result = await model.predict(fed, rows, shownOutput());
        context.transfer(result.outputs.buffer);
        return result;
      }),
    histograms: () =>
      between(async () => {
        const model = needModel();
        const values = await model.readSlots((s) => s.group === 'variable' && s.dtype === 'float32');
        return [...values].map(([name, a]) => weightHistogram(name.slice('variable:'.length), a as Float32Array));
      }),
    checkpoint: async (_params, context): Promise<Checkpoint | null> => {
      if (!session) return null;
      const current = session;
      const checkpoint = await between(() => current.checkpoint());
      context.transfer(checkpoint.tensors);
      return checkpoint;
    },
  };
  const server = createServer<TrainApi, TrainEvents>(port, attended(handlers, leisure));
  // A run says what is wrong with the backend when there is one; practising says nothing.
  if (practising) practise().catch(() => undefined);
  return server;

  /** Until the first run begins, which is what it is for. */
  async function practise(): Promise<void> {
    const backend = await pool.processor();
    if (!backend) return;
    for await (const _ of practice(backend)) {
      await leisure.turn();
      if (session) return;
    }
  }
}

/** Calls nobody waits for to the end: what works here, and a run, of which the first step is waited for. */
const UNATTENDED: ReadonlySet<string> = new Set(['probe', 'fit']);

/** Handlers during which it is known that somebody waits. */
function attended(handlers: Handlers<TrainApi>, leisure: Leisure): Handlers<TrainApi> {
  type Handler = (params: unknown, context: unknown) => unknown;
  const watched = Object.entries(handlers).map(([name, handler]) => {
    const call = handler as Handler;
    const waited: Handler = async (params, context) => {
      const done = leisure.begin();
      try {
        return await call(params, context);
      } finally {
        done();
      }
    };
    return [name, UNATTENDED.has(name) ? call : waited];
  });
  return Object.fromEntries(watched) as Handlers<TrainApi>;
}
