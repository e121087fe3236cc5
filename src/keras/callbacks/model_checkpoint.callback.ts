/**
 * ModelCheckpoint: keeps the model after epochs (or batches), every time or only when a value improved. The newest copy
 * is kept under `last`, or under `best` with save_best_only. Source: keras/src/callbacks/model_checkpoint.py.
 */
import type { JsonObject } from '../../base/json';
import { type Problem, problem } from '../../base/problem';
import { arg } from '../core/args';
import type { CallbackHost, Logs } from '../core/callback-hooks';
import { defineCallback } from '../core/definitions';
import { checkpointName, templateProblem } from './checkpoint-name';
import { createMonitor, modeArg, monitorArg, shown, verboseArg } from './monitor';

interface Config {
  readonly filepath: string;
  readonly save_weights_only: boolean;
  readonly save_freq: unknown;
}

/** The problem of a file name of the wrong kind, or an odd save_freq, or null. */
function unfit(c: Config): Problem | null {
  const endings = c.save_weights_only ? ['.weights.h5'] : ['.keras', '.h5'];
  if (!endings.some((e) => c.filepath.endsWith(e))) {
    const stem = c.filepath.replace(/(\.weights)?(\.h5|\.keras)?$/, '');
    const better = `${stem}${endings[0]}`;
    return problem(
      'checkpoint-filepath',
      `The file of ModelCheckpoint must end in ${endings.join(' or ')}${c.save_weights_only ? ' when only weights are saved' : ''}.`,
      {
        where: 'filepath',
        expected: `a name ending in ${endings.join(' or ')}`,
        received: c.filepath,
        fixes: [
          { label: `Call it ${better}`, action: 'set-argument', params: { argument: 'filepath', value: better } },
        ],
      },
    );
  }
  if (c.save_freq !== 'epoch' && !(Number.isInteger(c.save_freq) && Number(c.save_freq) > 0)) {
    return problem('checkpoint-frequency', 'save_freq is "epoch" or a number of batches.', {
      where: 'save_freq',
      expected: '"epoch" or a whole number above 0',
      received: JSON.stringify(c.save_freq),
      fixes: [{ label: 'Save every epoch', action: 'set-argument', params: { argument: 'save_freq', value: 'epoch' } }],
    });
  }
  return templateProblem(c.filepath);
}

interface State {
  best: number | null;
  /** Batches since the last copy, and the last batch counted. */
  seen: number;
  lastBatch: number | null;
}

/** Counts batches and says when `frequency` of them have passed. */
function countBatch(state: State, batch: number, frequency: number): boolean {
  const { lastBatch } = state;
  state.seen += lastBatch === null || batch <= lastBatch ? batch + 1 : batch - lastBatch;
  state.lastBatch = batch;
  if (state.seen < frequency) return false;
  state.seen = 0;
  return true;
}

export default defineCallback({
  name: 'ModelCheckpoint',
  aliases: ['save', 'best model', 'best weights', 'save best', 'checkpoint'],
  summary: 'Keeps copies of the model during training: the newest, or the best.',
  args: {
    filepath: arg.string(undefined, {
      doc: 'Name of the file; may hold {epoch:02d} and log keys such as {val_loss:.2f}.',
    }),
    monitor: monitorArg,
    verbose: verboseArg,
    save_best_only: arg.bool(false, { doc: 'Keeps a copy only when the value improved.' }),
    save_weights_only: arg.bool(false, { doc: 'Saves weights without the architecture.' }),
    mode: modeArg,
    save_freq: arg.json('epoch', { doc: '"epoch", or after how many batches a copy is kept.' }),
    initial_value_threshold: arg.float(null, { doc: 'Value the first copy has to beat.', rare: true }),
  },
  together: unfit,
  create(c, host) {
    const monitor = createMonitor(host, { owner: 'ModelCheckpoint', monitor: c.monitor, mode: c.mode });
    const frequency = typeof c.save_freq === 'number' ? c.save_freq : null;
    let epochNow = 0;
    let state: State = { best: c.initial_value_threshold, seen: 0, lastBatch: null };
    const wanted = (logs: Logs): boolean => {
      if (!c.save_best_only) return true;
      const current = monitor.value(logs);
      if (current === null) return true;
      if (!monitor.improves(current, state.best)) return false;
      state.best = current;
      return true;
    };
    const keep = async (epoch: number, batch: number | null, logs: Logs): Promise<void> => {
      const file = checkpointName(c.filepath, epoch, batch, logs);
      if (!wanted(logs)) return;
      await host.snapshot(c.save_best_only ? 'best' : 'last', metaOf(epoch, batch, file, c.monitor, logs));
      if (c.verbose > 0) tell(host, epoch, file, c.save_best_only ? c.monitor : null, logs);
    };
    return {
      ...(frequency === null ? {} : { batchInterval: frequency }),
      onEpochBegin(epoch) {
        epochNow = epoch;
      },
      async onBatchEnd(batch, logs) {
        if (frequency !== null && countBatch(state, batch, frequency)) await keep(epochNow, batch, logs);
      },
      async onEpochEnd(epoch, logs) {
        if (frequency === null) await keep(epoch, null, logs);
      },
      save: (): JsonObject => ({ ...state, epoch: epochNow }),
      load(saved) {
        const { epoch, ...rest } = saved as unknown as State & { epoch: number };
        epochNow = epoch;
        state = { ...state, ...rest };
      },
    };
  },
  cases: [
    {
      name: 'every epoch',
      config: { filepath: 'model.keras' },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 2 }] },
    },
    {
      name: 'best by loss',
      config: { filepath: 'epoch-{epoch:02d}-{val_loss:.2f}.keras', save_best_only: true },
      inputs: [],
      extra: { logs: [1, 0.5, 0.75, 0.25, 0.25].map((v) => ({ loss: 1, val_loss: v })) },
    },
    {
      name: 'best by accuracy, weights alone, threshold',
      config: {
        filepath: 'best.weights.h5',
        monitor: 'accuracy',
        save_best_only: true,
        save_weights_only: true,
        initial_value_threshold: 0.55,
      },
      inputs: [],
      extra: { logs: [0.5, 0.6, 0.58, 0.9].map((v) => ({ accuracy: v, loss: 1 })) },
    },
    {
      name: 'mode max',
      config: { filepath: 'model.keras', monitor: 'loss', mode: 'max', save_best_only: true },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 0.5 }, { loss: 2 }] },
    },
    {
      name: 'every third batch',
      config: { filepath: 'model.{epoch}.{batch}.keras', save_freq: 3 },
      inputs: [],
      extra: {
        logs: [{ loss: 1 }, { loss: 2 }, { loss: 2 }],
        batches: [1, 2, 3].map(() => [{ loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }]),
      },
    },
    {
      name: 'key that is not logged',
      config: { filepath: 'model.keras', save_best_only: true },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 2 }] },
    },
  ],
});

function metaOf(epoch: number, batch: number | null, file: string, monitor: string, logs: Logs): JsonObject {
  const value = logs[monitor];
  return { epoch, batch, file, monitor, value: value !== undefined && Number.isFinite(value) ? value : null };
}

function tell(host: CallbackHost, epoch: number, file: string, monitor: string | null, logs: Logs): void {
  const value = monitor === null ? undefined : logs[monitor];
  const why = value === undefined ? '' : `${monitor} improved to ${shown(value)}; `;
  host.event('checkpoint', `Epoch ${epoch + 1}: ${why}model kept as ${file}.`, { epoch, file });
}
