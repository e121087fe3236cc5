/**
 * EarlyStopping: ends training when a watched value no longer improves. Source:
 * keras/src/callbacks/early_stopping.py.
 */
import type { JsonObject } from '../../base/json';
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';
import { createMonitor, modeArg, monitorArg, shown, verboseArg } from './monitor';

interface State {
  wait: number;
  best: number | null;
  bestEpoch: number;
  /** 0 while training has not been stopped. */
  stoppedEpoch: number;
  /** Whether a copy of the weights has been kept. */
  kept: boolean;
}

export default defineCallback({
  name: 'EarlyStopping',
  aliases: ['patience', 'overfitting', 'early stop'],
  summary: 'Ends training when a value has not improved for some epochs.',
  args: {
    monitor: monitorArg,
    min_delta: arg.float(0, { doc: 'Change that counts as an improvement.' }),
    patience: arg.int(0, { min: 0, doc: 'Epochs without improvement after which training ends.' }),
    verbose: verboseArg,
    mode: modeArg,
    baseline: arg.float(null, { doc: 'Value that must be beaten for the waiting to start over.', rare: true }),
    restore_best_weights: arg.bool(false, { doc: 'Ends with the weights of the best epoch.' }),
    start_from_epoch: arg.int(0, { min: 0, doc: 'Epochs to let pass before watching.' }),
  },
  create(c, host) {
    const monitor = createMonitor(host, {
      owner: 'EarlyStopping',
      monitor: c.monitor,
      mode: c.mode,
      minDelta: c.min_delta,
    });
    const copy = `early-stopping:${c.monitor}`;
    let state: State = { wait: 0, best: null, bestEpoch: 0, stoppedEpoch: 0, kept: false };
    const keep = async (epoch: number, value: number): Promise<void> => {
      if (!c.restore_best_weights) return;
      await host.snapshot(copy, { epoch, monitor: c.monitor, value });
      state.kept = true;
    };
    return {
      async onEpochEnd(epoch, logs) {
        const current = monitor.value(logs);
        if (current === null || epoch < c.start_from_epoch) return;
        state.wait += 1;
        if (monitor.improves(current, state.best)) {
          state.best = current;
          state.bestEpoch = epoch;
          await keep(epoch, current);
          if (c.baseline === null || monitor.improves(current, c.baseline)) state.wait = 0;
          return;
        }
        if (state.wait >= c.patience && epoch > 0) {
          state.stoppedEpoch = epoch;
          const best = state.best === null ? '' : ` The best was ${shown(state.best)} in epoch ${state.bestEpoch + 1}.`;
          host.stop(`${c.monitor} has not improved for ${state.wait} epoch${state.wait === 1 ? '' : 's'}.${best}`);
        }
      },
      async onTrainEnd() {
        if (!c.restore_best_weights || !state.kept) return;
        await host.restore(copy);
        host.event('restore', `Weights of epoch ${state.bestEpoch + 1} put back, the best by ${c.monitor}.`, {
          epoch: state.bestEpoch,
          monitor: c.monitor,
        });
      },
      save: (): JsonObject => ({ ...state }),
      load(saved) {
        state = { ...state, ...(saved as unknown as Partial<State>) };
        // A run that was stopped and is continued waits anew, as a second fit does in Keras.
        if (state.stoppedEpoch > 0) state = { ...state, wait: 0, stoppedEpoch: 0 };
      },
    };
  },
  cases: [
    {
      name: 'stops at once',
      config: {},
      inputs: [],
      extra: {
        logs: [
          { loss: 1, val_loss: 0.9 },
          { loss: 0.9, val_loss: 0.95 },
          { loss: 0.8, val_loss: 0.8 },
        ],
      },
    },
    {
      name: 'patience',
      config: { patience: 2, restore_best_weights: true },
      inputs: [],
      extra: { logs: [1, 0.8, 0.85, 0.7, 0.75, 0.72, 0.71, 0.6].map((v) => ({ loss: 1, val_loss: v })) },
    },
    {
      name: 'first epoch cannot stop',
      config: { monitor: 'loss', baseline: 0.5 },
      inputs: [],
      extra: { logs: [1, 0.9, 0.95].map((v) => ({ loss: v })) },
    },
    {
      name: 'baseline not reached',
      config: { monitor: 'loss', baseline: 0.5, patience: 3 },
      inputs: [],
      extra: { logs: [1, 0.9, 0.8, 0.7, 0.6, 0.65].map((v) => ({ loss: v })) },
    },
    {
      name: 'least difference',
      config: { min_delta: 0.1, patience: 1 },
      inputs: [],
      extra: { logs: [1, 0.95, 0.85, 0.8, 0.78, 0.2].map((v) => ({ loss: 1, val_loss: v })) },
    },
    {
      name: 'accuracy rises',
      config: { monitor: 'val_accuracy', min_delta: 0.01, patience: 2 },
      inputs: [],
      extra: {
        logs: [0.5, 0.6, 0.605, 0.58, 0.9].map((v) => ({ loss: 1, val_accuracy: v })),
      },
    },
    {
      name: 'mode max',
      config: { monitor: 'loss', mode: 'max', patience: 1 },
      inputs: [],
      extra: { logs: [1, 2, 1.5, 1.4, 3].map((v) => ({ loss: v })) },
    },
    {
      name: 'late start',
      config: { monitor: 'loss', start_from_epoch: 3, restore_best_weights: true },
      inputs: [],
      extra: { logs: [0.1, 1, 2, 3, 4, 5].map((v) => ({ loss: v })) },
    },
    {
      name: 'key that is not logged',
      config: { patience: 1 },
      inputs: [],
      extra: { logs: [1, 2, 3].map((v) => ({ loss: v })) },
    },
    {
      name: 'never a number',
      config: { patience: 1, restore_best_weights: true },
      inputs: [],
      extra: { logs: [1, 0.9, 'NaN', 'NaN', 0.1].map((v) => ({ loss: 1, val_loss: v })) },
    },
  ],
});
