/** Laws of losing a device: the run is kept, the next backend is offered, and later runs keep off the one that failed. */
import { afterEach, describe, expect, it } from 'vitest';
import { ProblemError, problem } from '../../src/base/problem';
import { createServer, type Handlers, type Port, type Server } from '../../src/rpc/rpc';
import type { BackendReport, Checkpoint, TrainApi, TrainEvents } from '../../src/rpc/train-client';
import type { Studio } from '../../src/state';
import { closeWorkers, testDeps, testStudio, until, workerOf } from './support';

afterEach(closeWorkers);

const report = (name: BackendReport['name'], stepMs: number): BackendReport => ({
  name,
  label: name,
  available: true,
  stepMs,
});
const reports = [report('webgpu', 1), report('webgl', 3), { ...report('wasm', 2), available: false }, report('cpu', 9)];
const checkpoint: Checkpoint = {
  epoch: 2,
  batch: 0,
  step: 80,
  history: { epoch: [], logs: {}, events: [] },
  tensors: new ArrayBuffer(8),
  callbacks: '{}',
};

interface Asked {
  readonly backend: string;
  readonly from: number | null;
  readonly batch: number;
}

/** A worker whose device fails with `code` on the backends named. */
async function failing(
  code: string,
  on: readonly string[],
  known: readonly BackendReport[] = reports,
): Promise<{ studio: Studio; asked: Asked[] }> {
  const asked: Asked[] = [];
  const serve = (port: Port): Server<TrainEvents> => {
    const not = (): never => {
      throw new Error('Not asked in these tests.');
    };
    const handlers: Handlers<TrainApi> = {
      probe: () => known,
      setData: () => undefined,
      vocabulary: () => ({ tokens: [], idf_weights: null }),
      estimate: not,
      prepare: () => false,
      fit: ({ spec, from }) => {
        asked.push({ backend: spec.fit.backend, from: from?.epoch ?? null, batch: spec.fit.batch_size });
        const chosen = spec.fit.backend === 'auto' ? 'webgpu' : spec.fit.backend;
        server.emit('train', { kind: 'backend', chosen, reports: known, why: 'fastest' });
        server.emit('train', { kind: 'status', status: 'running' });
        server.emit('train', { kind: 'checkpoint', slot: 'resume', checkpoint });
        if (on.includes(chosen)) throw new ProblemError(problem(code, 'The device is gone.'));
        return { reason: 'finished', history: { epoch: [0], logs: { loss: [1] }, events: [] } };
      },
      pause: not,
      resume: not,
      step: not,
      stop: () => undefined,
      setLearningRate: not,
      setEpochs: not,
      load: not,
      evaluate: not,
      predictPart: not,
      predict: not,
      histograms: not,
      checkpoint: not,
    };
    const server = createServer<TrainApi, TrainEvents>(port, handlers);
    return server;
  };
  const studio = await testStudio({ ...testDeps(), makeTrainWorker: () => workerOf(serve) });
  return { studio, asked };
}

const runOf = (studio: Studio) => studio.runs.getState().runs[0];
const actions = (studio: Studio) => studio.view.getState().notices.find((n) => n.id.startsWith('run:'))?.actions ?? [];

describe('a lost device', () => {
  it('interrupts the run and offers the next backend, which goes on from the checkpoint', async () => {
    const { studio, asked } = await failing('device-lost', ['webgpu']);
    await studio.training.start();
    expect(runOf(studio)).toMatchObject({ status: 'interrupted', problem: { code: 'device-lost' } });
    const [first] = actions(studio);
    if (!first) throw new Error('Nothing is offered.');
    expect(first.label).toBe('Go on from epoch 3 with WebGL');
    studio.applyFix(first);
    await until(studio.runs, (s) => s.runs[0]?.status === 'ended');
    expect(asked).toEqual([
      { backend: 'auto', from: null, batch: 32 },
      { backend: 'webgl', from: 2, batch: 32 },
    ]);
    expect(runOf(studio)?.reason).toBe('finished');
  });

  it('offers what needs no device when no other backend was asked for yet', async () => {
    const { studio } = await failing('device-lost', ['webgpu'], [report('webgpu', 1)]);
    await studio.training.start();
    expect(actions(studio)[0]?.label).toBe('Go on from epoch 3 with WebAssembly');
  });

  it('keeps the next run off the backend that failed', async () => {
    const { studio, asked } = await failing('device-lost', ['webgpu']);
    await studio.training.start();
    await studio.training.start();
    expect(asked.map((a) => a.backend)).toEqual(['auto', 'webgl']);
    expect(studio.document.getState().document.fit.backend).toBe('auto');
  });

  it('steps down again when the next one fails too', async () => {
    const { studio, asked } = await failing('device-lost', ['webgpu', 'webgl']);
    await studio.training.start();
    for (const backend of ['webgl', 'cpu']) {
      const fix = actions(studio).find((a) => a.params?.backend === backend);
      if (!fix) throw new Error(`${backend} is not offered.`);
      studio.applyFix(fix);
      await until(studio.training.store, (s) => s.status === 'idle');
    }
    expect(asked.map((a) => a.backend)).toEqual(['auto', 'webgl', 'cpu']);
    expect(runOf(studio)?.reason).toBe('finished');
  });

  it('for want of memory offers a smaller batch as well', async () => {
    const { studio } = await failing('out-of-memory', ['webgpu']);
    await studio.training.start();
    const fix = actions(studio).find((a) => a.action === 'reduce-batch-size');
    if (!fix) throw new Error('No smaller batch is offered.');
    studio.applyFix(fix);
    expect(studio.document.getState().document.fit.batch_size).toBe(16);
  });

  it('never overrules a backend the person chose', async () => {
    const { studio, asked } = await failing('device-lost', ['webgpu']);
    studio.edit.setFit({ backend: 'webgpu' });
    await studio.training.start();
    await studio.training.start();
    expect(asked.map((a) => a.backend)).toEqual(['webgpu', 'webgpu']);
  });
});

describe('a fault of the project', () => {
  it('ends the run without blaming the device', async () => {
    const { studio, asked } = await failing('shape-mismatch', ['webgpu']);
    await studio.training.start();
    expect(runOf(studio)).toMatchObject({ status: 'ended', reason: 'failed', problem: { code: 'shape-mismatch' } });
    await studio.training.start();
    expect(asked.map((a) => a.backend)).toEqual(['auto', 'auto']);
  });
});
