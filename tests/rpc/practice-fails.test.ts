/** Practice that fails is nobody's trouble: nothing is told, no rejection is left, and the first run goes as ever. */
import { afterEach, expect, it, vi } from 'vitest';
import { serveTraining } from '../../src/rpc/server/train-server';
import { closeWorkers, testDeps, testStudio, workerOf } from '../state/support';

const tried = vi.hoisted(() => ({ times: 0 }));

vi.mock('../../src/rpc/server/practice', () => ({
  async *practice() {
    tried.times++;
    yield;
    throw new Error('The exercise failed.');
  },
}));

afterEach(closeWorkers);

it('a worker whose practice fails trains', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  try {
    const practising = { ...testDeps(), makeTrainWorker: () => workerOf((port) => serveTraining(port, true)) };
    const studio = await testStudio(practising);
    await studio.data.use({ kind: 'builtin', name: 'iris' });
    await studio.data.settled();
    studio.edit.setFit({ epochs: 1 });
    studio.training.begin();
    await vi.waitFor(() => expect(tried.times).toBe(1));
    await studio.training.start();
    expect(studio.runs.getState().runs.at(-1)).toMatchObject({ status: 'ended', problem: null });
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
});
