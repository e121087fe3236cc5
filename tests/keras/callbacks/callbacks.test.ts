/** What callbacks decide: the same whether or not a run is interrupted, told in plain words, as Keras would. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json';
import { ProblemError } from '../../../src/base/problem';
import { allOf, type CallbackHooks, type CallbackHost, type Logs, resolve } from '../../../src/keras';
import { checkpointName } from '../../../src/keras/callbacks/checkpoint-name';
import { csvLine, pythonFloat } from '../../../src/keras/callbacks/csv-line';

/** A run that writes down everything callbacks do to it. */
function record(direction: 'up' | 'down' | null = 'up') {
  const done: string[] = [];
  let rate = 0.1;
  const host: CallbackHost = {
    direction: (key) => (key.endsWith('loss') ? 'down' : direction),
    epochs: 100,
    getLearningRate: () => rate,
    setLearningRate: (v) => {
      rate = Math.fround(v);
      done.push(`rate ${rate}`);
    },
    stop: (reason) => done.push(`stop: ${reason}`),
    snapshot: async (name, meta) => {
      done.push(`snapshot ${name} ${JSON.stringify(meta)}`);
    },
    restore: async (name) => {
      done.push(`restore ${name}`);
    },
    event: (kind, message) => done.push(`event ${kind}: ${message}`),
    appendFile: (name, text) => done.push(`file ${name}: ${text}`),
    backup: async () => {
      done.push('backup');
    },
    resetStates: () => {
      done.push('reset states');
    },
    swapAverages: async () => {
      done.push('swap averages');
    },
    settleAverages: async () => {
      done.push('settle averages');
    },
  };
  return { host, done, stopped: () => done.some((line) => line.startsWith('stop')) };
}

function create(className: string, config: JsonObject, host: CallbackHost): CallbackHooks {
  const resolved = resolve('callback', { className, config });
  return resolved.definition.create(resolved.config, host);
}

const logsOf = (row: Json): Logs =>
  Object.fromEntries(Object.entries(row as JsonObject).map(([k, v]) => [k, Number(v)]));

/** Feeds logs until the callback stops the run; after each epoch the callback may be replaced. */
async function train(
  make: () => CallbackHooks,
  stopped: () => boolean,
  epochs: readonly Json[],
  batches: readonly Json[] = [],
  between: (hooks: CallbackHooks) => CallbackHooks = (hooks) => hooks,
): Promise<Logs[]> {
  let hooks = make();
  const seen: Logs[] = [];
  await hooks.onTrainBegin?.();
  for (const [epoch, row] of epochs.entries()) {
    await hooks.onEpochBegin?.(epoch);
    for (const [i, b] of ((batches[epoch] ?? []) as Json[]).entries()) await hooks.onBatchEnd?.(i, logsOf(b));
    const logs = logsOf(row);
    seen.push({ ...logs, ...((await hooks.onEpochEnd?.(epoch, logs)) ?? {}) });
    if (stopped()) break;
    if (epoch < epochs.length - 1) hooks = between(hooks);
  }
  await hooks.onTrainEnd?.(seen[seen.length - 1] ?? {});
  return seen;
}

describe.each(allOf('callback').map((d) => [d.name, d] as const))('%s', (name, d) => {
  it.each(d.cases.map((c) => [c.name, c] as const))(
    'decides the same when the run is resumed every epoch: %s',
    async (_, c) => {
      const extra = c.extra as { logs: Json[]; batches?: Json[] };
      const outcomes = await Promise.all(
        [false, true].map(async (resumed) => {
          const { host, done, stopped } = record();
          const make = (): CallbackHooks => create(name, c.config, host);
          const again = (hooks: CallbackHooks): CallbackHooks => {
            const state = JSON.parse(JSON.stringify(hooks.save?.() ?? {})) as JsonObject;
            const fresh = make();
            fresh.load?.(state);
            return fresh;
          };
          const logs = await train(make, stopped, extra.logs, extra.batches, resumed ? again : undefined);
          // What is missing from the logs is told once per run, so a resumed run tells it again.
          return { logs, done: [...new Set(done.filter((line) => !line.startsWith('event monitor-missing')))] };
        }),
      );
      expect(outcomes[1]).toEqual(outcomes[0]);
    },
  );
});

describe('EarlyStopping', () => {
  const run = async (config: JsonObject, values: number[], key = 'val_loss') => {
    const r = record();
    await train(
      () => create('EarlyStopping', config, r.host),
      r.stopped,
      values.map((v) => ({ [key]: v, loss: 1 })),
    );
    return r.done;
  };

  it('waits as long as it is told and puts the best weights back', async () => {
    const done = await run({ patience: 2, restore_best_weights: true }, [1, 0.5, 0.6, 0.7, 0.1]);
    expect(done.filter((line) => line.startsWith('snapshot'))).toHaveLength(2);
    expect(done.filter((line) => line.startsWith('stop'))).toEqual([
      'stop: val_loss has not improved for 2 epochs. The best was 0.5 in epoch 2.',
    ]);
    expect(done.at(-2)).toBe('restore early-stopping:val_loss');
  });

  it('puts the best weights back when training ends by itself too', async () => {
    const done = await run({ patience: 9, restore_best_weights: true }, [1, 0.5, 0.6]);
    expect(done.some((line) => line.startsWith('stop'))).toBe(false);
    expect(done).toContain('restore early-stopping:val_loss');
  });

  it('follows the metric: accuracy should rise', async () => {
    const done = await run({ monitor: 'val_accuracy', patience: 1 }, [0.5, 0.6, 0.7, 0.6], 'val_accuracy');
    expect(done.filter((line) => line.startsWith('stop'))).toHaveLength(1);
  });

  it('names the keys there are when its own is missing, once', async () => {
    const done = await run({ monitor: 'val_acc' }, [1, 2, 3]);
    expect(done).toEqual([
      'event monitor-missing: EarlyStopping watches val_acc, which is not in the logs. There are: val_loss, loss.',
    ]);
  });

  it('begins to wait anew when a stopped run is continued', async () => {
    const r = record();
    let hooks = create('EarlyStopping', { patience: 2 }, r.host);
    for (const [epoch, v] of [1, 2, 3].entries()) await hooks.onEpochEnd?.(epoch, { val_loss: v });
    expect(r.stopped()).toBe(true);
    const state = hooks.save?.() as JsonObject;
    r.done.length = 0;
    hooks = create('EarlyStopping', { patience: 2 }, r.host);
    hooks.load?.(state);
    await hooks.onEpochEnd?.(3, { val_loss: 4 });
    expect(r.stopped()).toBe(false);
  });
});

describe('auto mode', () => {
  it('asks for a mode when the metric has no direction', async () => {
    const { host } = record(null);
    const hooks = create('ReduceLROnPlateau', { monitor: 'sum', patience: 1 }, host);
    await hooks.onEpochEnd?.(0, { sum: 1 });
    const error = await Promise.resolve()
      .then(() => hooks.onEpochEnd?.(1, { sum: 1 }))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.fixes?.map((f) => f.params?.value)).toEqual(['max', 'min']);
  });
});

describe('ReduceLROnPlateau', () => {
  it('logs the rate the epoch was trained with and keeps above the floor', async () => {
    const r = record();
    const make = (): CallbackHooks => create('ReduceLROnPlateau', { patience: 1, factor: 0.25, min_lr: 0.01 }, r.host);
    const logs = await train(
      make,
      r.stopped,
      [1, 1, 1, 1, 1].map((v) => ({ val_loss: v })),
    );
    expect(logs.map((l) => Number(l.learning_rate?.toFixed(6)))).toEqual([0.1, 0.1, 0.025, 0.01, 0.01]);
  });
});

describe('ModelCheckpoint', () => {
  it('keeps the best by a value, or the last', async () => {
    const kept = async (config: JsonObject): Promise<string[]> => {
      const r = record();
      await train(
        () => create('ModelCheckpoint', { filepath: 'm.keras', ...config }, r.host),
        r.stopped,
        [3, 1, 2].map((v) => ({ val_loss: v })),
      );
      return r.done.map((line) => line.split(' ')[1] as string);
    };
    expect(await kept({})).toEqual(['last', 'last', 'last']);
    expect(await kept({ save_best_only: true })).toEqual(['best', 'best']);
  });

  it('counts batches across epochs', async () => {
    const r = record();
    const hooks = create('ModelCheckpoint', { filepath: 'm.keras', save_freq: 3 }, r.host);
    expect(hooks.batchInterval).toBe(3);
    const batches = [1, 2].map(() => [{ loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }]);
    await train(() => hooks, r.stopped, [{ loss: 1 }, { loss: 1 }], batches);
    expect(r.done.map((line) => (JSON.parse(line.slice('snapshot last '.length)) as JsonObject).batch)).toEqual([2, 1]);
  });

  it.each([
    [{ filepath: 'model.txt' }, 'model.txt.keras'],
    [{ filepath: 'model.keras', save_weights_only: true }, 'model.weights.h5'],
  ])('offers a better name for %o', (config, better) => {
    try {
      create('ModelCheckpoint', config, record().host);
      expect.unreachable();
    } catch (error) {
      expect((error as ProblemError).problem.fixes?.[0]?.params?.value).toBe(better);
    }
  });

  it('fills names as Python does', () => {
    const logs = { val_loss: 0.12345, accuracy: 0.5 };
    expect(checkpointName('e{epoch:02d}-{val_loss:.2f}.keras', 4, null, logs)).toBe('e05-0.12.keras');
    expect(checkpointName('{epoch}.{batch:03d}-{accuracy:8.1e}.keras', 11, 6, logs)).toBe('12.007- 5.0e-01.keras');
    expect(() => checkpointName('{mae}.keras', 0, null, logs)).toThrow(/There are: val_loss, accuracy, epoch/);
  });
});

describe('TerminateOnNaN', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('ends the run at %s', async (loss) => {
    const r = record();
    const hooks = create('TerminateOnNaN', {}, r.host);
    await hooks.onBatchEnd?.(0, { loss: 1 });
    expect(r.stopped()).toBe(false);
    await hooks.onBatchEnd?.(1, { loss });
    expect(r.stopped()).toBe(true);
  });

  it('fails the run when told to', () => {
    const hooks = create('TerminateOnNaN', { raise_error: true }, record().host);
    expect(() => hooks.onBatchEnd?.(1, { loss: Number.NaN })).toThrow(ProblemError);
  });
});

describe('RuleCallback', () => {
  const run = async (config: JsonObject, values: number[], key = 'loss') => {
    const r = record();
    await train(
      () => create('RuleCallback', { monitor: key, ...config }, r.host),
      r.stopped,
      values.map((v) => ({ [key]: v })),
    );
    return r.done;
  };

  it('acts once, when the condition has held as long as it is told', async () => {
    expect(await run({ threshold: 1, epochs: 2 }, [2, 0.5, 2, 3, 4])).toEqual(['stop: loss is 3 in epoch 4.']);
    expect(await run({ condition: 'below', threshold: 0.1, action: 'tell' }, [1, 0.05, 0.01])).toEqual([
      'event rule: Epoch 2: loss is 0.05.',
    ]);
  });

  it('acts every time when told to, and waits anew in between', async () => {
    const config = { condition: 'stalls', epochs: 2, action: 'multiply_learning_rate', repeat: true };
    const done = await run(config, [1, 0.5, 0.6, 0.7, 0.8, 0.9, 0.4]);
    expect(done).toEqual([`rate ${Math.fround(0.05)}`, `rate ${Math.fround(0.025)}`]);
  });

  it('knows which way is better, and counts only changes beyond the threshold', async () => {
    const config = { condition: 'stalls', threshold: 0.1, action: 'tell' };
    const done = await run(config, [0.5, 0.7, 0.75, 0.95], 'accuracy');
    expect(done).toEqual(['event rule: Epoch 3: accuracy is 0.75.']);
  });

  it('keeps the model and goes back to it', async () => {
    expect((await run({ threshold: 1, action: 'keep_model' }, [2]))[0]).toMatch(/^snapshot best /);
    expect((await run({ threshold: 1, action: 'go_back' }, [2]))[0]).toBe('restore best');
  });
});

describe('CSV lines', () => {
  it('are written as Python writes them', () => {
    expect(csvLine(['a', 'b,c', 'd"e'], ',')).toBe('a,"b,c","d""e"\r\n');
    expect(csvLine(['a', 'b,c'], ';')).toBe('a;b,c\r\n');
    expect(
      [1, 0.1, 1e-7, 1.5e-5, 0.0001, 1e16, 123456, -0, Number.NaN, Number.NEGATIVE_INFINITY].map(pythonFloat),
    ).toEqual(['1.0', '0.1', '1e-07', '1.5e-05', '0.0001', '1e+16', '123456.0', '-0.0', 'nan', '-inf']);
  });
});
