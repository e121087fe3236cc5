/** Compares what a callback decides with Keras: rates, logs, files, when training stops, and which weights remain. */
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json';
import {
  type CallbackDefinition,
  type CallbackHost,
  type ExampleCase,
  find,
  type Logs,
  resolve,
} from '../../../src/keras';
import { close } from './compare';
import { type CallbackCase, type Num, toNumber } from './fixtures';
import { FLOAT32 } from './tolerances';

/** What a case's `extra` says of the run; see scripts/oracle/kinds/callback.py. */
interface Script {
  readonly logs: readonly Logs[];
  readonly batchLogs: readonly (readonly Logs[])[];
  readonly learningRate: number;
}

const logsOf = (value: Json): Logs =>
  Object.fromEntries(Object.entries(isJsonObject(value) ? value : {}).map(([k, v]) => [k, toNumber(v as Num)]));

function scriptOf(extra: JsonObject): Script {
  const logs = (extra.logs as readonly Json[]).map(logsOf);
  const batches = (extra.batches ?? logs.map(() => [])) as readonly (readonly Json[])[];
  return {
    logs,
    batchLogs: batches.map((list) => list.map(logsOf)),
    learningRate: typeof extra.learning_rate === 'number' ? extra.learning_rate : 0.01,
  };
}

/** A run without a model: its one weight is the number of epochs trained. */
class ScriptedRun {
  weights = 0;
  /** Their moving averages: minus the number of epochs, so that one shows which is in place. */
  averages = 0;
  stopped = false;
  rate: number;
  saves: string[] = [];
  readonly files: Record<string, string> = {};
  private readonly kept = new Map<string, number>();
  constructor(private readonly script: Script) {
    this.rate = script.learningRate;
  }

  host(): CallbackHost {
    return {
      direction: (key) => {
        const stem = key.replace(/^val_/, '');
        return stem === 'accuracy' ? 'up' : (find('metric', stem)?.better ?? null);
      },
      epochs: this.script.logs.length,
      getLearningRate: () => this.rate,
      setLearningRate: (value) => {
        this.rate = value;
      },
      stop: () => {
        this.stopped = true;
      },
      snapshot: async (name, meta) => {
        this.kept.set(name, this.weights);
        if (typeof meta.file === 'string') this.saves.push(meta.file);
      },
      restore: async (name) => {
        this.weights = this.kept.get(name) ?? Number.NaN;
      },
      event: () => undefined,
      appendFile: (name, text) => {
        this.files[name] = (this.files[name] ?? '') + text;
      },
      backup: async () => {
        this.saves.push('latest.weights.h5');
      },
      resetStates: () => undefined,
      swapAverages: async () => {
        [this.weights, this.averages] = [this.averages, this.weights];
      },
      settleAverages: async () => {
        this.averages = this.weights;
      },
    };
  }
}

export async function checkCallbackCase(
  d: CallbackDefinition,
  example: ExampleCase,
  fixture: CallbackCase,
): Promise<string[]> {
  const script = scriptOf(example.extra ?? {});
  const run = new ScriptedRun(script);
  const { definition, config } = resolve('callback', { className: d.name, config: example.config });
  const hooks = definition.create(config, run.host());
  const wrong: (string | null)[] = [];
  const closeTo = (what: string, got: number, want: Num): void => {
    wrong.push(close(what, [got], [want], FLOAT32.forward));
  };
  let last: Logs = {};
  let epochs = 0;
  await hooks.onTrainBegin?.();
  for (const [epoch, logs] of script.logs.entries()) {
    const want = fixture.epochs[epoch];
    if (!want) return [`goes on after epoch ${epoch}, where Keras stops`];
    run.saves = [];
    await hooks.onEpochBegin?.(epoch);
    closeTo(`learning rate in epoch ${epoch + 1}`, run.rate, want.rate);
    for (const [index, batch] of (script.batchLogs[epoch] ?? []).entries()) {
      await hooks.onBatchEnd?.(index, batch);
      if (run.stopped) break;
    }
    run.weights = epoch + 1;
    run.averages = -run.weights;
    if (want.tested !== undefined) {
      await hooks.onTestBegin?.();
      closeTo(`weights validated in epoch ${epoch + 1}`, run.weights, want.tested);
      await hooks.onTestEnd?.();
    }
    last = { ...logs, ...(await hooks.onEpochEnd?.(epoch, logs)) };
    if (want.left) {
      closeTo(`weights after epoch ${epoch + 1}`, run.weights, want.left[0] as Num);
      closeTo(`averages after epoch ${epoch + 1}`, run.averages, want.left[1] as Num);
    }
    closeTo(`learning rate after epoch ${epoch + 1}`, run.rate, want.rateAfter);
    const [ours, theirs] = [Object.keys(last).sort().join(), Object.keys(want.logs).sort().join()];
    if (ours !== theirs) wrong.push(`logs of epoch ${epoch + 1}: ${ours}; Keras has ${theirs}`);
    for (const [key, value] of Object.entries(want.logs))
      closeTo(`${key} of epoch ${epoch + 1}`, last[key] ?? Number.NaN, value);
    const [saves, wanted] = [run.saves.join(), want.saves.join()];
    if (saves !== wanted) wrong.push(`files of epoch ${epoch + 1}: ${saves || 'none'}; Keras has ${wanted || 'none'}`);
    epochs++;
    if (run.stopped) break;
  }
  await hooks.onTrainEnd?.(last);
  if (epochs !== fixture.epochs.length)
    wrong.push(`stops after ${epochs} epochs, Keras after ${fixture.epochs.length}`);
  if (run.stopped !== fixture.stopped) wrong.push(`stopped: ${run.stopped}, Keras: ${fixture.stopped}`);
  closeTo('epoch whose weights remain', run.weights, fixture.weights);
  for (const [name, text] of Object.entries(fixture.files)) {
    if (run.files[name] !== text)
      wrong.push(`${name} is ${JSON.stringify(run.files[name])}, Keras writes ${JSON.stringify(text)}`);
  }
  return wrong.filter((line) => line !== null);
}
