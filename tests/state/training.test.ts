/** Laws of a run as the page drives it, with the real engine and the real data behind it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Studio } from '../../src/state';
import { closeWorkers, testDeps, testStudio } from './support';

afterEach(closeWorkers);

/** A studio on iris, which trains in a moment. */
async function iris(deps = testDeps()): Promise<Studio> {
  const studio = await testStudio(deps);
  await studio.data.use({ kind: 'builtin', name: 'iris' });
  await studio.data.settled();
  studio.edit.setFit({ epochs: 3, backend: 'cpu' });
  return studio;
}

const runOf = (studio: Studio, i = 0) => {
  const run = studio.runs.getState().runs[i];
  if (!run) throw new Error('There is no run.');
  return run;
};

describe('the first project', () => {
  it('has nothing wrong with it', async () => {
    const studio = await testStudio();
    expect(studio.data.store.getState().problem).toBeNull();
    expect(studio.problems()).toEqual([]);
    expect(studio.proposal()).toBeNull();
  });
});

describe('a run', () => {
  it('ends with as many epochs of History as were asked for', async () => {
    const studio = await iris();
    expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
    await studio.training.start();
    const run = runOf(studio);
    expect(run).toMatchObject({ status: 'ended', reason: 'finished', problem: null });
    expect(run.history.epoch).toEqual([0, 1, 2]);
    expect(Object.keys(run.history.logs).sort()).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
    expect(studio.losses(run.id).steps).toBe(run.steps);
    expect(run.steps).toBe(3 * run.batches);
    expect(studio.isStale(run.id)).toBe(false);
  });
});
