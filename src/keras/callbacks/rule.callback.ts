/**
 * RuleCallback: a small rule in place of a callback written in Python: when a log key does this, do that. Strata's own;
 * in Keras the same takes a LambdaCallback.
 */
import type { JsonObject } from '../../base/json';
import { arg } from '../core/args';
import type { CallbackHost, Logs } from '../core/callback-hooks';
import { defineCallback } from '../core/definitions';
import { createMonitor, modeArg, shown } from './monitor';

interface Config {
  readonly monitor: string;
  readonly condition: 'above' | 'below' | 'stalls';
  readonly threshold: number;
  readonly action: 'stop' | 'multiply_learning_rate' | 'keep_model' | 'go_back' | 'tell';
  readonly factor: number;
}

interface State {
  /** Epochs in a row for which the condition held. */
  run: number;
  best: number | null;
  /** Whether it has acted and does not act again. */
  over: boolean;
}

/** The name under which a rule keeps a model, and from which one goes back: the run's best. */
const KEPT = 'best';

async function act(c: Config, host: CallbackHost, epoch: number, value: number, logs: Logs): Promise<void> {
  const why = `${c.monitor} is ${shown(value)}`;
  switch (c.action) {
    case 'stop':
      host.stop(`${why} in epoch ${epoch + 1}.`);
      return;
    case 'multiply_learning_rate':
      host.setLearningRate(Math.fround(host.getLearningRate()) * c.factor);
      return;
    case 'keep_model':
      await host.snapshot(KEPT, {
        epoch,
        batch: null,
        file: 'kept.keras',
        monitor: c.monitor,
        value: finite(logs[c.monitor]),
      });
      host.event('checkpoint', `Epoch ${epoch + 1}: ${why}; model kept.`, { epoch });
      return;
    case 'go_back':
      await host.restore(KEPT);
      host.event('go-back', `Epoch ${epoch + 1}: ${why}; went back to the model that was kept.`, { epoch });
      return;
    case 'tell':
      host.event('rule', `Epoch ${epoch + 1}: ${why}.`, { epoch });
  }
}

const finite = (v: number | undefined): number | null => (v !== undefined && Number.isFinite(v) ? v : null);

export default defineCallback({
  name: 'RuleCallback',
  own: true,
  aliases: ['custom callback', 'when then', 'rule', 'lambda'],
  summary: 'A rule of your own: when a value does this, do that.',
  args: {
    monitor: arg.string('val_loss', { doc: 'Log key the rule looks at, e.g. val_accuracy.' }),
    condition: arg.choice('above', ['above', 'below', 'stalls'], {
      doc: 'What the value does: is above or below the threshold, or has not improved by more than the threshold.',
    }),
    threshold: arg.float(0, { doc: 'The bound, or for "stalls" the change that counts as an improvement.' }),
    epochs: arg.int(1, { min: 1, doc: 'For how many epochs in a row before the rule acts.' }),
    action: arg.choice('stop', ['stop', 'multiply_learning_rate', 'keep_model', 'go_back', 'tell'], {
      doc: 'What then happens; go_back puts the best or kept model in place.',
    }),
    factor: arg.float(0.5, { min: 0, exclusive: true, doc: 'What the learning rate is multiplied by.' }),
    repeat: arg.bool(false, { doc: 'Acts every time, not only the first.' }),
    mode: modeArg,
  },
  create(c, host) {
    const monitor = createMonitor(host, {
      owner: 'RuleCallback',
      monitor: c.monitor,
      mode: c.mode,
      minDelta: c.threshold,
    });
    let state: State = { run: 0, best: null, over: false };
    /** Whether the condition holds in this epoch. */
    const holds = (value: number): boolean => {
      if (c.condition === 'above') return value > c.threshold;
      if (c.condition === 'below') return value < c.threshold;
      const better = monitor.improves(value, state.best);
      if (better) state.best = value;
      return !better;
    };
    return {
      async onEpochEnd(epoch, logs) {
        const value = monitor.value(logs);
        if (value === null || state.over) return;
        state.run = holds(value) ? state.run + 1 : 0;
        if (state.run < c.epochs) return;
        state = { ...state, run: 0, over: !c.repeat };
        await act(c, host, epoch, value, logs);
      },
      save: (): JsonObject => ({ ...state }),
      load(saved) {
        state = { ...state, ...(saved as unknown as Partial<State>) };
      },
    };
  },
  cases: [
    {
      name: 'above twice in a row',
      config: { monitor: 'loss', threshold: 1, epochs: 2 },
      inputs: [],
      extra: { logs: [2, 0.5, 2, 2, 2].map((loss) => ({ loss })) },
    },
    {
      name: 'every stall',
      config: { monitor: 'loss', condition: 'stalls', epochs: 2, action: 'multiply_learning_rate', repeat: true },
      inputs: [],
      extra: { logs: [1, 0.5, 0.6, 0.7, 0.4, 0.5, 0.5, 0.5, 0.5].map((loss) => ({ loss })) },
    },
    {
      name: 'keeps the model once',
      config: { monitor: 'val_accuracy', threshold: 0.9, action: 'keep_model' },
      inputs: [],
      extra: { logs: [0.8, 0.95, 0.99].map((v) => ({ loss: 1, val_accuracy: v })) },
    },
  ],
});
