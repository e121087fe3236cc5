/** Laws of a run as the page drives it, with the real engine and the real data behind it. */
import { afterEach, describe, expect, it } from 'vitest';
import { createStudio, type RunRecord, type Studio } from '../../src/state';
import { closeWorkers, type TestDeps, testDeps, testStudio, until } from './support';

afterEach(closeWorkers);

/** A studio on iris, which trains in a moment. */
async function iris(deps = testDeps(), epochs = 3): Promise<Studio> {
  const studio = await testStudio(deps);
  await studio.data.use({ kind: 'builtin', name: 'iris' });
  await studio.data.settled();
  studio.edit.setFit({ epochs, backend: 'cpu' });
  return studio;
}

function runOf(studio: Studio, i = 0): RunRecord {
  const run = studio.runs.getState().runs[i];
  if (!run) throw new Error('There is no run.');
  return run;
}

/** Settles when the first run has a History of this many epochs. */
const epochs = (studio: Studio, n: number) => until(studio.runs, (s) => (s.runs[0]?.history.epoch.length ?? 0) >= n);
const status = (studio: Studio, wanted: string) => until(studio.training.store, (s) => s.status === wanted);

const numbers = (run: RunRecord): unknown => [run.history.epoch, run.history.logs];

describe('the first project', () => {
  it('has nothing wrong with it', async () => {
    const studio = await testStudio();
    expect(studio.data.store.getState().problem).toBeNull();
    expect(studio.problems()).toEqual([]);
    expect(studio.proposal()).toBeNull();
  });
});

describe('a press of Train before the project is open', () => {
  it('waits for project and data', async () => {
    const studio = createStudio(testDeps());
    const pressed = studio.training.start({ paused: true });
    expect(studio.training.store.getState().status).toBe('preparing');
    await studio.start();
    await status(studio, 'paused');
    expect(studio.runs.getState().runs).toHaveLength(1);
    studio.training.stop();
    await pressed;
    expect(runOf(studio)).toMatchObject({ status: 'ended', problem: null });
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
    expect(studio.training.store.getState()).toMatchObject({ status: 'idle', run: null });
  });

  it('is stale once the model is another, and no longer when that is undone', async () => {
    const studio = await iris();
    await studio.training.start();
    const { id } = runOf(studio);
    expect(studio.isStale(id)).toBe(false);
    studio.edit.insertLayer({ className: 'BatchNormalization', config: {} }, 1);
    expect(studio.isStale(id)).toBe(true);
    studio.edit.undo();
    expect(studio.isStale(id)).toBe(false);
  });

  it('brings back what it was made from', async () => {
    const studio = await iris();
    await studio.training.start();
    const before = studio.document.getState().document;
    studio.edit.insertLayer({ className: 'BatchNormalization', config: {} }, 1);
    studio.edit.setSplit({ test: 0.3 });
    await studio.data.settled();
    const { id } = runOf(studio);
    expect(studio.isStale(id)).toBe(true);
    studio.run('run.bring-back');
    await studio.data.settled();
    expect(studio.isStale(id)).toBe(false);
    expect(studio.document.getState().document).toEqual(before);
  });

  it('is made from a frozen specification: later edits do not reach it', async () => {
    const studio = await iris();
    const { model } = studio.document.getState().document;
    await studio.training.start();
    studio.edit.insertLayer({ className: 'BatchNormalization', config: {} }, 1);
    expect(runOf(studio).spec.model).toBe(model);
  });

  it('gives the same numbers as another of the same project', async () => {
    const studio = await iris();
    await studio.training.start();
    await studio.training.start();
    expect(runOf(studio, 1).number).toBe(2);
    expect(numbers(runOf(studio, 1))).toEqual(numbers(runOf(studio)));
  });

  it('paused and resumed gives the numbers of one that was not', async () => {
    const studio = await iris(testDeps(), 6);
    const going = studio.training.start({ paused: true });
    await status(studio, 'paused');
    studio.training.step('epoch');
    await epochs(studio, 1);
    await status(studio, 'paused');
    expect(runOf(studio).status).toBe('paused');
    studio.training.toggle();
    await going;
    await studio.training.start();
    expect(numbers(runOf(studio))).toEqual(numbers(runOf(studio, 1)));
  });

  it('pauses wherever it is when asked to', async () => {
    const studio = await iris(testDeps(), 100_000);
    const going = studio.training.start();
    studio.training.toggle();
    await status(studio, 'paused');
    const { steps } = runOf(studio);
    studio.training.toggle();
    await until(studio.runs, (s) => (s.live?.step ?? 0) > steps);
    studio.training.toggle();
    await status(studio, 'paused');
    studio.training.stop();
    await going;
    expect(runOf(studio).reason).toBe('stopped');
  });

  it('stopped keeps its History and says so', async () => {
    const studio = await iris(testDeps(), 100_000);
    const going = studio.training.start();
    await epochs(studio, 2);
    studio.training.stop();
    await going;
    expect(runOf(studio)).toMatchObject({ status: 'ended', reason: 'stopped' });
    expect(runOf(studio).history.epoch.length).toBeGreaterThanOrEqual(2);
  });

  it('trains one batch, then one epoch, when stepped from rest', async () => {
    const studio = await iris();
    studio.training.step('batch');
    await until(studio.runs, (s) => s.live?.step === 1);
    await status(studio, 'paused');
    studio.training.step('epoch');
    await epochs(studio, 1);
    await status(studio, 'paused');
    expect(runOf(studio).history.epoch).toEqual([0]);
    studio.training.stop();
    await status(studio, 'idle');
  });

  it('goes on where it ended when epochs are added', async () => {
    const studio = await iris(testDeps(), 2);
    await studio.training.start();
    const { id } = runOf(studio);
    expect(await studio.training.setEpochs(id, 4)).toMatchObject({ ok: true });
    await status(studio, 'idle');
    studio.edit.setFit({ epochs: 4 });
    await studio.training.start();
    expect(numbers(runOf(studio))).toEqual(numbers(runOf(studio, 1)));
    expect(studio.losses(id).steps).toBe(runOf(studio, 1).steps);
  });

  it('takes another learning rate on the way, and notes it', async () => {
    const studio = await iris();
    const going = studio.training.start({ paused: true });
    await status(studio, 'paused');
    expect(await studio.training.setLearningRate(0.5)).toMatchObject({ ok: true });
    studio.training.resume();
    await going;
    expect(runOf(studio).history.events.map((e) => e.kind)).toContain('learning-rate');
  });

  it('is told why it cannot start, with the way on', async () => {
    const studio = await iris();
    studio.edit.setLoss({ className: 'MeanSquaredError', config: {} });
    await studio.training.start();
    expect(studio.runs.getState().runs).toEqual([]);
    const [notice] = studio.view.getState().notices;
    expect(notice?.id).toBe('run:blocked');
    const fix = notice?.actions[0];
    if (!fix) throw new Error('no fix');
    studio.applyFix(fix);
    await studio.training.start();
    expect(runOf(studio).reason).toBe('finished');
  });
});

describe('a model at rest', () => {
  it('evaluates, predicts and shows weights', async () => {
    const studio = await iris();
    await studio.training.start();
    const scores = await studio.training.evaluate('test');
    expect(scores).toMatchObject({ ok: true });
    expect(runOf(studio).evaluations.test).toEqual(scores.ok && scores.value);
    const rows = studio.data.rows();
    const predicted = await studio.training.predictPart('test', 1000);
    if (!predicted.ok) throw new Error(predicted.problem.message);
    expect([...predicted.value.rows]).toEqual([...(rows?.parts.test ?? [])]);
    expect(predicted.value.outputs.length).toBe(3 * predicted.value.rows.length);
    const weights = await studio.training.histograms();
    expect(weights.ok && weights.value.length).toBe(6);
  });

  it('is brought back from its checkpoint after the worker was replaced', async () => {
    const studio = await iris();
    await studio.training.start();
    const before = await studio.training.evaluate('validation');
    await studio.training.restart();
    expect(await studio.training.evaluate('validation')).toEqual(before);
  });

  it('answers with a problem when there is none', async () => {
    const studio = await iris();
    expect(await studio.training.evaluate('test')).toMatchObject({ ok: false, problem: { code: 'no-run' } });
  });
});

describe('a crash', () => {
  async function crashed(deps: TestDeps, n = 100_000): Promise<Studio> {
    const studio = await iris(deps, n);
    const going = studio.training.start();
    await until(studio.runs, (s) => s.runs[0]?.checkpoints.resume !== undefined);
    deps.trainWorkers.at(-1)?.crash();
    await going;
    return studio;
  }

  it('interrupts the run, tells, and offers to go on from the checkpoint', async () => {
    const studio = await crashed(testDeps());
    expect(runOf(studio)).toMatchObject({ status: 'interrupted', problem: { code: 'worker-crashed' } });
    expect(studio.training.store.getState().status).toBe('idle');
    const notice = studio.view.getState().notices.find((x) => x.id.startsWith('run:'));
    const fix = notice?.actions.find((a) => a.action === 'run.resume');
    if (!fix) throw new Error('no way on');
    studio.applyFix(fix);
    await status(studio, 'running');
    await until(studio.runs, (s) => s.runs[0]?.history.events.some((e) => e.kind === 'resume') ?? false);
    studio.training.stop();
    await status(studio, 'idle');
    const { epoch, logs } = runOf(studio).history;
    expect(epoch).toEqual(epoch.map((_, i) => i));
    expect(logs.loss?.every(Number.isFinite)).toBe(true);
    expect(studio.losses(runOf(studio).id).steps).toBe(runOf(studio).steps);
  });

  it('leaves no trace in the numbers of the resumed run', async () => {
    const deps = testDeps();
    const studio = await iris(deps, 8);
    const going = studio.training.start({ paused: true });
    await status(studio, 'paused');
    studio.training.step('epoch');
    await epochs(studio, 1);
    await status(studio, 'paused');
    await until(studio.runs, (s) => s.runs[0]?.checkpoints.resume?.epoch === 1);
    deps.trainWorkers.at(-1)?.crash();
    await going;
    await studio.training.resumeRun(runOf(studio).id);
    await status(studio, 'idle');
    await studio.training.start();
    expect(numbers(runOf(studio))).toEqual(numbers(runOf(studio, 1)));
  });

  it('does not stop the next run', async () => {
    const studio = await crashed(testDeps());
    studio.edit.setFit({ epochs: 2 });
    await studio.training.start();
    expect(runOf(studio, 1)).toMatchObject({ status: 'ended', reason: 'finished' });
  });
});
