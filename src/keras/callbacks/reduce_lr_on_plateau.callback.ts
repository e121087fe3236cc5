/**
 * ReduceLROnPlateau: lowers the learning rate when a value stalls. Source:
 * keras/src/callbacks/reduce_lr_on_plateau.py.
 */
import type { JsonObject } from '../../base/json';
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';
import { createMonitor, modeArg, monitorArg, shown, verboseArg } from './monitor';

interface State {
  wait: number;
  best: number | null;
  cooldown: number;
}

const logsOf = (values: readonly number[]) => values.map((v) => ({ loss: 1, val_loss: v }));

export default defineCallback({
  name: 'ReduceLROnPlateau',
  aliases: ['learning rate', 'plateau', 'learning rate decay'],
  summary: 'Multiplies the learning rate by a factor when a value has not improved for some epochs.',
  args: {
    monitor: monitorArg,
    factor: arg.float(0.1, { min: 0, max: 0.999999, doc: 'What the learning rate is multiplied by.' }),
    patience: arg.int(10, { min: 0, doc: 'Epochs without improvement before it is lowered.' }),
    verbose: verboseArg,
    mode: modeArg,
    min_delta: arg.float(0.0001, { doc: 'Change that counts as an improvement.' }),
    cooldown: arg.int(0, { min: 0, doc: 'Epochs to rest after lowering.' }),
    min_lr: arg.float(0, { min: 0, doc: 'Lowest learning rate.' }),
  },
  create(c, host) {
    const monitor = createMonitor(host, {
      owner: 'ReduceLROnPlateau',
      monitor: c.monitor,
      mode: c.mode,
      minDelta: c.min_delta,
    });
    let state: State = { wait: 0, best: null, cooldown: 0 };
    const reduce = (epoch: number, old: number): void => {
      if (old <= Math.fround(c.min_lr)) return;
      const rate = Math.max(old * c.factor, c.min_lr);
      host.setLearningRate(rate);
      if (c.verbose > 0)
        host.event('reduce-lr', `Epoch ${epoch + 1}: learning rate lowered to ${shown(rate)}.`, { epoch, rate });
      state.cooldown = c.cooldown;
      state.wait = 0;
    };
    return {
      onEpochEnd(epoch, logs) {
        const rate = Math.fround(host.getLearningRate());
        const current = monitor.value({ ...logs, learning_rate: rate });
        if (current !== null) {
          if (state.cooldown > 0) {
            state.cooldown -= 1;
            state.wait = 0;
          }
          if (monitor.improves(current, state.best)) {
            state.best = current;
            state.wait = 0;
          } else if (state.cooldown === 0) {
            state.wait += 1;
            if (state.wait >= c.patience) reduce(epoch, rate);
          }
        }
        return { learning_rate: rate };
      },
      save: (): JsonObject => ({ ...state }),
      load(saved) {
        state = { ...state, ...(saved as unknown as Partial<State>) };
      },
    };
  },
  cases: [
    {
      name: 'plateau',
      config: { patience: 2 },
      inputs: [],
      extra: { logs: logsOf([1, 1, 1, 1, 1, 0.5, 0.5, 0.5]), learning_rate: 0.1 },
    },
    {
      name: 'cooldown and floor',
      config: { patience: 1, factor: 0.25, cooldown: 2, min_lr: 0.02 },
      inputs: [],
      extra: { logs: logsOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), learning_rate: 0.5 },
    },
    {
      name: 'least difference',
      config: { patience: 1, min_delta: 0.2, factor: 0.5 },
      inputs: [],
      extra: { logs: logsOf([1, 0.9, 0.7, 0.69, 0.4]) },
    },
    {
      name: 'accuracy',
      config: { monitor: 'accuracy', patience: 1, factor: 0.5 },
      inputs: [],
      extra: { logs: [0.5, 0.6, 0.6, 0.7, 0.1].map((v) => ({ accuracy: v, loss: 1 })) },
    },
    {
      name: 'mode max',
      config: { monitor: 'loss', mode: 'max', patience: 1 },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 0.5 }, { loss: 2 }] },
    },
    {
      name: 'no patience',
      config: { patience: 0, factor: 0.5 },
      inputs: [],
      extra: { logs: logsOf([1, 0.5, 0.6, 0.4]) },
    },
    {
      name: 'key that is not logged',
      config: { patience: 1 },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 2 }, { loss: 3 }] },
    },
  ],
});
