/** Laws of a run: History as Keras keys it, resuming changes nothing, control works between batches, nothing leaks. */
import { describe, expect, it, vi } from 'vitest';
import { createCpuBackend } from '../../src/backends/cpu';
import { compileSpec, layer, listen, setup, stack, xorData } from './support';

/** Not the one second that is usual: the machine may be busy. */
const PATIENTLY = { timeout: 20_000 };

const net = () =>
  stack(
    [2],
    layer('Dense', { units: 8, activation: 'tanh' }),
    layer('Dropout', { rate: 0.2 }),
    layer('BatchNormalization'),
    layer('Dense', { units: 1, activation: 'sigmoid' }),
  );
const adam = layer('Adam', { learning_rate: 0.02 });
const compile = () => compileSpec(adam, layer('BinaryCrossentropy'), [layer('accuracy'), layer('AUC')]);

describe('a run of fit', () => {
  it('logs what Keras logs, sorted, for every epoch', async () => {
    const { session, heard } = setup(net(), compile(), xorData());
    const { reason, history } = await session.run(null, false);
    expect(reason).toBe('finished');
    expect(history.epoch).toEqual([0, 1, 2]);
    expect(Object.keys(history.logs)).toEqual(['accuracy', 'auc', 'loss', 'val_accuracy', 'val_auc', 'val_loss']);
    expect(heard.epochs.map((e) => e.epoch)).toEqual([0, 1, 2]);
    expect(heard.statuses).toEqual(['running', 'ended:finished']);
  });

  it('reports the loss of every batch exactly once, in order', async () => {
    const { session, heard } = setup(net(), compile(), xorData(), { tick: 3 });
    await session.run(null, false);
    let next = 0;
    for (const f of heard.frames) {
      expect(f.step - f.batchLosses.length).toBe(next);
      expect([...f.batchLosses].every((v) => v > 0)).toBe(true);
      next = f.step;
    }
    expect(next).toBe(18);
  });

  it('does not need what it handed to the listener, which may move it to another thread', async () => {
    const heard = listen((f) => structuredClone(f.batchLosses, { transfer: [f.batchLosses.buffer] }));
    const { session } = setup(net(), compile(), xorData(), { heard });
    expect((await session.run(null, false)).reason).toBe('finished');
  });

  it('learns', async () => {
    const { session } = setup(net(), compile(), xorData(200), { fit: { epochs: 60 } });
    const { history } = await session.run(null, false);
    expect(history.logs.val_accuracy?.at(-1)).toBeGreaterThan(0.9);
  });

  it('gives the same numbers when it is paused, saved and continued elsewhere in the middle of an epoch', async () => {
    const whole = setup(net(), compile(), xorData());
    const expected = await whole.session.run(null, false);

    const heard = listen((f) => {
      if (f.step === 8) first.session.pause();
    });
    const first = setup(net(), compile(), xorData(), { heard, tick: 200 });
    const running = first.session.run(null, false);
    await vi.waitUntil(
      () => heard.statuses.includes('paused') && heard.checkpoints.some((c) => c.checkpoint.batch > 0),
      PATIENTLY,
    );
    const { checkpoint } = heard.checkpoints.at(-1) as (typeof heard.checkpoints)[number];
    first.session.stop();
    await running;
    expect([checkpoint.epoch, checkpoint.batch]).toEqual([1, 2]);

    const second = setup(net(), compile(), xorData());
    const resumed = await second.session.run(checkpoint, false);
    expect(resumed.history.logs).toEqual(expected.history.logs);
    expect(resumed.history.epoch).toEqual(expected.history.epoch);
  });

  it('keeps History when stopped in the middle of an epoch', async () => {
    const heard = listen((f) => {
      if (f.step === 8) run.session.stop();
    });
    const run = setup(net(), compile(), xorData(), { heard, tick: 200 });
    const { reason, history } = await run.session.run(null, false);
    expect(reason).toBe('stopped');
    expect(history.epoch).toEqual([0]);
  });

  it('steps by batch and by epoch, and takes more epochs', async () => {
    const { session, heard } = setup(net(), compile(), xorData(), { fit: { epochs: 2 } });
    const running = session.run(null, true);
    const pausedTimes = (n: number) =>
      vi.waitUntil(() => heard.statuses.filter((s) => s === 'paused').length >= n, PATIENTLY);
    await pausedTimes(1);
    session.stepOnce('batch');
    await pausedTimes(2);
    expect(heard.frames.at(-1)).toMatchObject({ epoch: 0, batch: 1, step: 1 });
    session.stepOnce('epoch');
    await pausedTimes(3);
    expect(heard.epochs).toHaveLength(1);
    session.setEpochs(4);
    session.resume();
    const { history } = await running;
    expect(history.epoch).toEqual([0, 1, 2, 3]);
    expect(history.events.map((e) => e.kind)).toContain('epochs');
  });

  it('takes a new learning rate while it runs, and says so', async () => {
    const heard = listen((f) => {
      if (f.step === 6) run.session.setLearningRate(0.5);
    });
    const run = setup(net(), compile(), xorData(), { heard, tick: 200 });
    const { history } = await run.session.run(null, false);
    expect(heard.frames.at(-1)?.learningRate).toBe(0.5);
    expect(history.events).toContainEqual(expect.objectContaining({ kind: 'learning-rate', step: 6 }));
  });

  it('refuses a learning rate by hand where a schedule sets it, and reports the schedule’s', async () => {
    const scheduled = layer('SGD', {
      learning_rate: {
        className: 'ExponentialDecay',
        config: { initial_learning_rate: 0.1, decay_steps: 6, decay_rate: 0.5 },
      },
    });
    const { session, heard } = setup(net(), compileSpec(scheduled, layer('BinaryCrossentropy')), xorData());
    expect(() => session.setLearningRate(0.2)).toThrow(/schedule/);
    await session.run(null, false);
    const last = heard.frames.at(-1);
    expect(last?.learningRate).toBeCloseTo(0.1 * 0.5 ** ((last?.step ?? 0) / 6), 5);
  });

  it('ends a burst where a callback saves by batches, so that it saves those weights', async () => {
    const callbacks = [layer('ModelCheckpoint', { filepath: 'model.keras', save_freq: 5 })];
    const { session, heard } = setup(net(), compile(), xorData(), { callbacks, tick: 0.01 });
    await session.run(null, false);
    const steps = heard.checkpoints.filter((c) => c.slot === 'last').map((c) => c.checkpoint.step);
    expect(steps).toEqual([5, 10, 15]);
  });

  it('stops early and puts the best weights back', async () => {
    const callbacks = [
      layer('EarlyStopping', { monitor: 'loss', patience: 1, restore_best_weights: true, mode: 'max' }),
    ];
    const { session, model, heard } = setup(net(), compile(), xorData(200), { callbacks, fit: { epochs: 30 } });
    const { reason, history } = await session.run(null, false);
    expect(reason).toBe('early-stop');
    expect(history.epoch.length).toBeLessThan(30);
    const best = history.logs.val_loss?.[0] as number;
    const again = await model.evaluate(xorData(200).parts.validation, 8, async () => undefined);
    expect(again.loss).toBeCloseTo(best, 5);
    expect(heard.problems).toEqual([]);
  });

  it('ends with a problem and two ways on when the loss is no number', async () => {
    const { session, heard } = setup(
      stack([2], layer('Dense', { units: 1 })),
      compileSpec(layer('SGD', { learning_rate: 1e30 }), layer('MeanSquaredError')),
      xorData(),
      {
        fit: { epochs: 20 },
      },
    );
    const { reason } = await session.run(null, false);
    expect(reason).toBe('diverged');
    expect(heard.problems[0]?.code).toBe('loss-not-finite');
    expect(heard.problems[0]?.fixes).toHaveLength(2);
  });

  it('keeps arrays and bytes constant across epochs, evaluations and runs', async () => {
    const backend = createCpuBackend();
    const start = backend.memory();
    const sizes: { arrays: number; bytes: number }[] = [];
    for (let run = 0; run < 2; run++) {
      const { session, model } = setup(net(), compile(), xorData(), { backend });
      const before = backend.memory();
      await session.run(null, false);
      await model.evaluate(xorData().parts.validation, 8, async () => undefined);
      await model.predictRows(xorData().parts.validation, 8, async () => undefined);
      sizes.push({ ...backend.memory() });
      expect(backend.memory().arrays - before.arrays).toBeLessThan(40);
      model.dispose();
      expect(backend.memory()).toEqual(start);
    }
    expect(sizes[0]).toEqual(sizes[1]);
  });
});
