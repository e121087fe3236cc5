/** Laws of execution on the planned backend: calls of any length give one History, twice over, in the memory foreseen. */
import { describe, expect, it } from 'vitest';
import { createWasmBackend, type ThreadOptions } from '../../src/backends/wasm';
import { batchesSent, feedBytes } from '../../src/engine/feeder';
import type { RunHistory } from '../../src/engine/history';
import { Traced } from '../../src/engine/traced';
import { estimateMemory } from '../../src/rpc/server/memory-estimate';
import { nodeThreads } from '../support/node-threads';
import { compileSpec, layer, listen, setup, stack, xorData } from './support';

/** Everything that draws random numbers or carries state: initial weights, shuffling, dropout, noise, averages. */
const net = () =>
  stack(
    [2],
    layer('Dense', { units: 8, activation: 'relu' }),
    layer('GaussianNoise', { stddev: 0.1 }),
    layer('Dropout', { rate: 0.2 }),
    layer('BatchNormalization'),
    layer('Reshape', { target_shape: [4, 2] }),
    layer('LSTM', { units: 3, recurrent_dropout: 0.1 }),
    layer('Dense', { units: 1, activation: 'sigmoid' }),
  );
const compile = (stepsPerExecution?: number) => ({
  ...compileSpec(layer('Adam', { learning_rate: 0.02 }), layer('BinaryCrossentropy'), [layer('accuracy')]),
  ...(stepsPerExecution ? { stepsPerExecution } : {}),
});

async function historyOf(options: { tick?: number; unit?: number; guarded?: boolean; residentBytes?: number } = {}) {
  const heard = listen();
  const backend = createWasmBackend({ guarded: options.guarded === true });
  const { tick = 20, residentBytes } = options;
  const run = setup(net(), compile(options.unit), xorData(), {
    backend,
    heard,
    tick,
    ...(residentBytes !== undefined && { residentBytes }),
  });
  const { history } = await run.session.run(null, false);
  return { logs: history.logs satisfies RunHistory['logs'], losses: heard.frames.flatMap((f) => [...f.batchLosses]) };
}

describe('a run', () => {
  it('gives the same bits again', async () => {
    expect(await historyOf()).toEqual(await historyOf());
  });

  it('gives the same bits whether steps go one by one or many to a call', async () => {
    const slow = await historyOf({ tick: 200 });
    expect(await historyOf({ tick: 0.01 })).toEqual(slow);
    expect(await historyOf({ unit: 4 })).toEqual(slow);
    expect(await historyOf({ unit: 100 })).toEqual(slow);
  });

  it('gives the same bits whether its data lies on the device or is sent, batch by batch or several at a time', async () => {
    const resident = await historyOf();
    expect(await historyOf({ residentBytes: 0, tick: 200 })).toEqual(resident);
    expect(await historyOf({ residentBytes: 0, tick: 0.01 })).toEqual(resident);
  });

  it('sends no more batches at a time than there is room set aside for', () => {
    const data = xorData(100_000);
    for (const batch of [1, 32, 1000, 100_000]) {
      const sent = batchesSent(data, batch);
      expect(sent).toBeGreaterThanOrEqual(1);
      const bytes = (sent * batch * feedBytes(data)) / data.rows;
      if (sent > 1) expect(bytes).toBeLessThanOrEqual(2 * 2 ** 20);
    }
  });

  it('gives the same bits when every array is watched', async () => {
    expect(await historyOf({ guarded: true })).toEqual(await historyOf());
  });

  it('gives the same bits with threads', async () => {
    // Wide enough that its products are cut.
    const wide = stack(
      [2],
      layer('Dense', { units: 1024, activation: 'relu' }),
      layer('Dense', { units: 1024 }),
      layer('Dense', { units: 1 }),
    );
    const losses = async (threads: ThreadOptions | null): Promise<number[]> => {
      const backend = createWasmBackend({ threads });
      const heard = listen();
      const { session } = setup(wide, compileSpec(layer('Adam'), layer('MeanSquaredError')), xorData(), {
        backend,
        heard,
      });
      await session.run(null, false);
      backend.close();
      return heard.frames.flatMap((f) => [...f.batchLosses]);
    };
    expect(await losses(nodeThreads(2))).toEqual(await losses(null));
  });

  it('lets callbacks hear of every so many batches where steps_per_execution says so', async () => {
    const callbacks = [layer('ModelCheckpoint', { filepath: 'model.keras', save_freq: 1 })];
    for (const tick of [0.01, 200]) {
      const { session, heard } = setup(net(), compile(4), xorData(), { callbacks, tick, fit: { epochs: 2 } });
      await session.run(null, false);
      // Six batches an epoch: four, and the two that are left.
      expect(heard.checkpoints.filter((c) => c.slot === 'last').map((c) => c.checkpoint.step)).toEqual([4, 6, 10, 12]);
    }
  });

  it('stays in the memory foreseen, across epochs, runs and stops', async () => {
    const backend = createWasmBackend();
    const levels: number[] = [];
    for (const stopAt of [Number.POSITIVE_INFINITY, 8, Number.POSITIVE_INFINITY]) {
      const heard = listen((f) => {
        levels.push(backend.memory().bytes);
        if (f.step >= stopAt) run.session.stop();
      });
      const run = setup(net(), compile(), xorData(), { backend, heard });
      const foreseen = estimateMemory(new Traced(run.plan), xorData(), 8, false);
      await run.session.run(null, false);
      expect(Math.max(...levels, backend.memory().bytes)).toBeLessThanOrEqual(foreseen);
      // Foreseen, not overestimated: what is there in the end is most of it.
      expect(backend.memory().bytes).toBeGreaterThan(0.6 * foreseen);
      run.model.dispose();
      expect(backend.memory()).toEqual({ arrays: 0, bytes: 0 });
    }
    expect(Math.max(...levels)).toBe(levels.at(-1));
  });
});
