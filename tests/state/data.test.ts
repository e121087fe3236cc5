/** Laws of bringing data: files become the project's data in one step that undoes, and the model follows. */
import { afterEach, describe, expect, it } from 'vitest';
import { createStudio, type Studio } from '../../src/state';
import { closeWorkers, testDeps, testStudio, until } from './support';

afterEach(closeWorkers);

/** A table of two classes that a line tells apart. */
function csv(rows = 60): string {
  const lines = Array.from({ length: rows }, (_, i) => `${i % 7},${(i * 37) % 11},${i % 2 ? 'yes' : 'no'}`);
  return ['a,b,answer', ...lines].join('\n');
}

const file = (text: string, name = 'mine.csv'): File => new File([text], name, { type: 'text/csv' });

const documentOf = (studio: Studio) => studio.document.getState().document;

describe('a file of the user’s', () => {
  it('is taken with a model made for it, and one undo brings back both', async () => {
    const studio = await testStudio();
    const before = documentOf(studio);
    expect(await studio.data.importFiles([file(csv())])).toEqual({ ok: true, value: null });
    await studio.data.settled();
    const { data, model, compile } = documentOf(studio);
    expect(data.source).toMatchObject({ kind: 'table', fileName: 'mine.csv' });
    expect(data.table?.target).toBe('answer');
    expect(model).not.toBe(before.model);
    expect(compile.losses[0]?.className).toBe('BinaryCrossentropy');
    expect(documentOf(studio).name).toBe('mine');
    expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
    expect(studio.document.getState().undoLabel).toBe('Use mine');
    studio.edit.undo();
    expect(documentOf(studio)).toBe(before);
    await studio.data.settled();
    expect(studio.data.store.getState().facts?.inputKind).toBe('image');
  });

  it.each(['the first data', 'the data of a project just opened'])(
    'gets its model before %s was read',
    async (when) => {
      const deps = testDeps();
      const { call } = deps.dataClient;
      let slow = false;
      deps.dataClient.call = async (method, params, options) => {
        if (slow && method === 'prepare') {
          slow = false;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        return call(method, params, options);
      };
      const studio = createStudio(deps);
      slow = when === 'the first data';
      await studio.start();
      if (when !== 'the first data') {
        await studio.data.use({ kind: 'builtin', name: 'iris' });
        await studio.data.settled();
        slow = true;
        await studio.projects.create();
      }
      await studio.data.importFiles([file(csv())]);
      await studio.data.settled();
      expect(documentOf(studio).name).toBe('mine');
      expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
    },
  );

  it('leaves a model that was worked on alone, and proposes', async () => {
    const studio = await testStudio();
    studio.edit.insertLayer({ className: 'Dense', config: { units: 20, activation: 'relu' } }, 5);
    const { model } = documentOf(studio);
    await studio.data.importFiles([file(csv())]);
    await studio.data.settled();
    expect(documentOf(studio).model).toBe(model);
    expect(studio.proposal()).not.toBeNull();
    expect(studio.problems().map((p) => p.code)).toContain('input-shape');
    studio.applyProposal();
    expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
  });

  it('trains at once, and goes with the project file', async () => {
    const deps = testDeps();
    const studio = await testStudio(deps);
    await studio.data.importFiles([file(csv())]);
    await studio.data.settled();
    studio.edit.setFit({ epochs: 2, backend: 'cpu' });
    await studio.training.start();
    const scores = await studio.training.evaluate('validation');
    expect(scores.ok).toBe(true);
    await studio.projects.saveFile();
    const [saved] = deps.downloads;

    const other = await testStudio();
    expect(await other.projects.openFile(new Blob([saved?.content ?? '']))).toEqual({ ok: true, value: null });
    const state = await other.data.settled();
    expect(state).toMatchObject({ status: 'ready', problem: null });
    expect(await other.training.evaluate('validation')).toEqual(scores);
  });

  it('that cannot be read changes nothing and says why', async () => {
    const studio = await testStudio();
    const before = documentOf(studio);
    const empty = await studio.data.importFiles([file('')]);
    expect(empty.ok).toBe(false);
    const several = await studio.data.importFiles([file(csv(), 'a.csv'), file(csv(), 'b.csv')]);
    expect(several).toMatchObject({ ok: false, problem: { code: 'too-many-files' } });
    const none = await studio.data.importFiles([]);
    expect(none).toMatchObject({ ok: false, problem: { code: 'no-files' } });
    expect(documentOf(studio)).toBe(before);
    expect(studio.data.store.getState()).toMatchObject({ status: 'ready', importing: null });
  });

  it('can be read again in another way', async () => {
    const studio = await testStudio();
    await studio.data.importFiles([file(csv())]);
    await studio.data.settled();
    expect(await studio.data.reimport({ header: false })).toMatchObject({ ok: true });
    await studio.data.settled();
    expect(studio.data.store.getState().description?.rows).toBe(61);
  });

  it('whose reading is called off leaves the data as it was', async () => {
    const studio = await testStudio();
    const before = documentOf(studio);
    const reading = studio.data.importFiles([file(csv(200_000))]);
    studio.data.cancelImport();
    expect(await reading).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(documentOf(studio)).toBe(before);
  });
});

describe('settings of data', () => {
  it('are followed: facts, parts and staleness', async () => {
    const studio = await testStudio();
    const fingerprint = studio.fingerprint();
    const { facts } = studio.data.store.getState();
    studio.edit.setSplit({ test: 0.3 });
    const state = await studio.data.settled();
    expect(state.facts?.parts.test).toBeGreaterThan(facts?.parts.test ?? 0);
    expect(studio.fingerprint()).not.toBe(fingerprint);
    studio.edit.undo();
    await studio.data.settled();
    expect(studio.fingerprint()).toBe(fingerprint);
  });

  it('changed many times in a row end with the last', async () => {
    const studio = await testStudio();
    for (let i = 1; i <= 10; i++) studio.edit.setSplit({ validation: i / 100 });
    const { facts } = await studio.data.settled();
    const all = (facts?.parts.train ?? 0) + (facts?.parts.validation ?? 0) + (facts?.parts.test ?? 0);
    expect((facts?.parts.validation ?? 0) / all).toBeCloseTo(0.1, 1);
  });

  it('that leave nothing to train on are told, and undo brings the data back', async () => {
    const studio = await testStudio();
    await studio.data.importFiles([file(csv())]);
    await studio.data.settled();
    studio.edit.setTarget('nowhere');
    const failed = await studio.data.settled();
    expect(failed.status).toBe('failed');
    expect(failed.problem?.message).toBeTruthy();
    studio.edit.undo();
    await until(studio.data.store, (s) => s.status === 'ready');
  });
});
