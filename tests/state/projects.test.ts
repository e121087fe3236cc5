/** Laws of keeping: what was done is there after a reload, whatever was going on. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeWorkers, profile, testDeps, testStudio, until } from './support';
import { closeTab, documentOf, noticeOf, tab, trained } from './tabs';

afterEach(closeWorkers);

describe('a reload', () => {
  it('finds the document as it was left, edits saved without asking', async () => {
    const browser = profile();
    const first = await tab(browser);
    first.studio.edit.renameProject('Mine');
    first.studio.edit.insertLayer({ className: 'BatchNormalization', config: {} }, 2);
    await until(first.studio.projects.store, (s) => s.save === 'saved');
    const left = documentOf(first.studio);
    await closeTab(first.deps, browser);
    const second = await tab(browser);
    expect(documentOf(second.studio)).toEqual(left);
    expect(second.studio.document.getState().undoLabel).toBeNull();
    expect(second.studio.document.getState().readOnly).toBe(false);
  });

  it('loses nothing typed just before the page went away', async () => {
    const browser = profile();
    const first = await tab(browser);
    first.studio.edit.renameProject('At the last moment');
    await closeTab(first.deps, browser);
    const second = await tab(browser);
    expect(documentOf(second.studio).name).toBe('At the last moment');
  });

  it('finds runs, History, losses and weights', async () => {
    const browser = profile();
    const first = await tab(browser);
    const run = await trained(first.studio);
    const losses = first.studio.losses(run.id).points();
    const scores = await first.studio.training.evaluate('test');
    await first.studio.projects.flush();
    await closeTab(first.deps, browser);
    const { studio } = await tab(browser);
    const [found] = studio.runs.getState().runs;
    expect(found).toMatchObject({
      id: run.id,
      status: 'ended',
      history: run.history,
      evaluations: { test: scores.ok && scores.value },
    });
    expect(studio.losses(run.id).points()).toEqual(losses);
    expect(await studio.training.evaluate('test')).toEqual(scores);
    expect(studio.isStale(run.id)).toBe(false);
  });

  it('in the middle of a run offers to go on, and going on gives the numbers of a run that was not cut off', async () => {
    const browser = profile();
    const first = await tab(browser);
    await first.studio.data.use({ kind: 'builtin', name: 'iris' });
    await first.studio.data.settled();
    first.studio.edit.setFit({ epochs: 4, backend: 'cpu' });
    void first.studio.training.start({ paused: true });
    await until(first.studio.training.store, (s) => s.status === 'paused');
    first.studio.training.step('epoch');
    await until(first.studio.runs, (s) => s.runs[0]?.checkpoints.resume?.epoch === 1);
    await closeTab(first.deps, browser);

    const { studio } = await tab(browser);
    const [cut] = studio.runs.getState().runs;
    expect(cut).toMatchObject({ status: 'interrupted', problem: { code: 'run-cut-off' } });
    const fix = noticeOf(studio, 'run:')?.actions[0];
    if (!fix) throw new Error('Nothing is offered.');
    studio.applyFix(fix);
    await until(studio.runs, (s) => s.runs[0]?.status === 'ended');
    await studio.training.start();
    const [resumed, whole] = studio.runs.getState().runs;
    expect(resumed?.history.logs).toEqual(whole?.history.logs);
    expect(resumed?.history.epoch).toEqual([0, 1, 2, 3]);
  });
});

describe('a tab that dies without a word', () => {
  it('as soon as a checkpoint is stored leaves a run that can go on', async () => {
    const browser = profile();
    const first = await tab(browser);
    await first.studio.data.use({ kind: 'builtin', name: 'iris' });
    await first.studio.data.settled();
    first.studio.edit.setFit({ epochs: 4, backend: 'cpu' });
    // A tab that dies while its first checkpoint is stored: what is written later is not there.
    const { database } = first.deps;
    const save = database.saveCheckpoint.bind(database);
    const dead = new Promise<void>((resolve) => {
      database.saveCheckpoint = async (run, slot, checkpoint) => {
        database.saveRun = async () => undefined;
        database.saveCheckpoint = async () => undefined;
        await save(run, slot, checkpoint);
        resolve();
      };
    });
    void first.studio.training.start();
    await dead;
    for (const worker of first.deps.trainWorkers) worker.terminate();
    browser.letGo(first.deps);

    const { studio } = await tab(browser);
    const [cut] = studio.runs.getState().runs;
    expect(cut).toMatchObject({ status: 'interrupted', problem: { code: 'run-cut-off' } });
    expect(cut?.history.epoch).toEqual(Array.from({ length: cut?.checkpoints.resume?.epoch ?? 0 }, (_, i) => i));
    const fix = noticeOf(studio, 'run:')?.actions[0];
    if (!fix) throw new Error('Nothing is offered.');
    studio.applyFix(fix);
    await until(studio.runs, (s) => s.runs[0]?.status === 'ended');
    expect(studio.runs.getState().runs[0]?.history.epoch).toEqual([0, 1, 2, 3]);
  });
});

describe('several projects', () => {
  it('are kept apart, listed by name, and open as they were left', async () => {
    const { studio } = await tab(profile());
    studio.edit.renameProject('One');
    const one = documentOf(studio);
    await studio.projects.create();
    studio.edit.renameProject('Two');
    await studio.projects.flush();
    expect(documentOf(studio).id).not.toBe(one.id);
    await studio.projects.open(one.id);
    expect(documentOf(studio)).toEqual(one);
    expect(
      studio.projects.store
        .getState()
        .list.map((p) => p.name)
        .sort(),
    ).toEqual(['One', 'Two']);
  });

  it('copied are another project with the same content', async () => {
    const { studio } = await tab(profile());
    const before = documentOf(studio);
    await studio.projects.duplicate(before.id);
    const { id, name, ...rest } = documentOf(studio);
    const { id: oldId, name: oldName, ...oldRest } = before;
    expect(rest).toEqual(oldRest);
    expect(id).not.toBe(oldId);
    expect(name).toBe(`${oldName} copy`);
  });

  it('removed leave the list and come back with all they had', async () => {
    const { studio } = await tab(profile());
    const run = await trained(studio);
    const before = documentOf(studio);
    await studio.projects.remove(before.id);
    expect(studio.projects.store.getState().list.map((p) => p.id)).not.toContain(before.id);
    expect(documentOf(studio).id).not.toBe(before.id);
    const fix = noticeOf(studio, 'removed:')?.actions[0];
    if (!fix) throw new Error('Nothing is offered.');
    studio.applyFix(fix);
    await until(studio.document, (s) => s.document.id === before.id);
    await until(studio.runs, (s) => s.runs.length === 1);
    expect(studio.runs.getState().runs[0]?.history).toEqual(run.history);
  });

  it('keep a run that was removed and put back, whatever is opened next', async () => {
    const browser = profile();
    const late: (() => void)[] = [];
    const deps = testDeps(browser);
    const clock = {
      now: deps.clock.now,
      // What is cleared away after a while comes when the test says so.
      after: (ms: number, callback: () => void): (() => void) => {
        if (ms < 20_000) return deps.clock.after(ms, callback);
        late.push(callback);
        return () => void late.splice(late.indexOf(callback), 1);
      },
    };
    const studio = await testStudio({ ...deps, clock });
    const run = await trained(studio);
    const first = documentOf(studio).id;
    studio.removeRun(run.id);
    studio.restoreRun(run.id);
    await studio.projects.create();
    for (const clear of [...late]) clear();
    await studio.projects.open(first);
    expect(studio.runs.getState().runs.map((r) => r.id)).toEqual([run.id]);
    expect((await studio.training.evaluate('test', run.id)).ok).toBe(true);
  });

  it('are not offered runs of another', async () => {
    const { studio } = await tab(profile());
    const run = await trained(studio);
    studio.removeRun(run.id);
    expect(noticeOf(studio, 'run-removed:')).toBeDefined();
    await studio.projects.create();
    expect(noticeOf(studio, 'run-removed:')).toBeUndefined();
  });

  it('train nothing that was asked for in the project before', async () => {
    const { studio } = await tab(profile());
    await studio.data.use({ kind: 'builtin', name: 'iris' });
    // Train is pressed while the data is still being made ready, and then another project is begun.
    const started = studio.training.start();
    await studio.projects.create();
    await started;
    expect(studio.runs.getState().runs).toEqual([]);
    expect(studio.training.store.getState().status).toBe('idle');
  });

  it('renamed from the list keep everything else', async () => {
    const { studio } = await tab(profile());
    const first = documentOf(studio);
    await studio.projects.create();
    await studio.projects.rename(first.id, 'Another name');
    await studio.projects.open(first.id);
    expect(documentOf(studio)).toEqual({ ...first, name: 'Another name' });
  });
});

it('an edit that comes while its project is removed does not bring it back', async () => {
  const { studio, deps } = await tab(profile());
  const { id } = documentOf(studio);
  const { database } = deps;
  const remove = database.setRemoved.bind(database);
  database.setRemoved = async (...given) => {
    await remove(...given);
    studio.edit.renameProject('Too late');
  };
  await studio.projects.remove(id);
  expect((await database.list()).map((p) => p.id)).toEqual([documentOf(studio).id]);
  expect(documentOf(studio).id).not.toBe(id);
  database.setRemoved = remove;
  await studio.projects.restore(id);
  studio.edit.renameProject('Again');
  await studio.projects.flush();
  expect((await database.list()).map((p) => p.name)).toContain('Again');
});

describe('trouble with storage', () => {
  it('that is full is told with a way on, and nothing in memory is lost', async () => {
    const { studio, deps } = await tab(profile());
    const full = vi
      .spyOn(deps.database, 'saveDocument')
      .mockRejectedValue(new DOMException('No room.', 'QuotaExceededError'));
    studio.edit.renameProject('Kept in memory');
    await studio.projects.flush();
    expect(studio.projects.store.getState().save).toBe('failed');
    const notice = noticeOf(studio, 'storage');
    expect(notice).toMatchObject({ sticky: true, tone: 'error' });
    expect(notice?.actions.map((a) => a.action)).toEqual([
      'project.save-file',
      'project.make-room',
      'project.retry-save',
    ]);
    expect(documentOf(studio).name).toBe('Kept in memory');

    full.mockRestore();
    await studio.projects.flush();
    expect(studio.projects.store.getState().save).toBe('saved');
    expect(noticeOf(studio, 'storage')).toBeUndefined();
  });

  it('that is full gets room from the weights of older runs, whose History stays', async () => {
    const browser = profile();
    const { studio, deps } = await tab(browser);
    const old = await trained(studio);
    const newest = await trained(studio);
    await studio.projects.flush();
    await studio.projects.makeRoom();
    expect(await deps.database.loadCheckpoint(old.id, 'resume')).toBeNull();
    expect(await deps.database.loadCheckpoint(newest.id, 'resume')).not.toBeNull();
    await closeTab(deps, browser);
    const again = await tab(browser);
    const [first, second] = again.studio.runs.getState().runs;
    expect(first).toMatchObject({ checkpoints: {}, history: old.history });
    expect(second?.checkpoints.resume).toBeDefined();
  });

  it('that fails while a project is copied or renamed is told', async () => {
    const { studio, deps } = await tab(profile());
    const first = documentOf(studio);
    await studio.projects.create();
    deps.database.loadDocument = () => Promise.reject(new DOMException('Gone.', 'UnknownError'));
    const open = documentOf(studio).id;
    for (const act of [() => studio.projects.duplicate(first.id), () => studio.projects.rename(first.id, 'New')]) {
      studio.dismiss('storage');
      await act();
      expect(noticeOf(studio, 'storage')?.detail).toContain('Gone.');
      expect(documentOf(studio).id).toBe(open);
    }
  });

  it('that is not there leaves a studio that works', async () => {
    const deps = { ...testDeps(), database: null };
    const studio = await testStudio(deps);
    expect(noticeOf(studio, 'storage')).toMatchObject({ sticky: true });
    const run = await trained(studio);
    expect(run.reason).toBe('finished');
    expect(await studio.training.evaluate('test')).toMatchObject({ ok: true });
  });

  it('a damaged project is put aside, and the others open', async () => {
    const browser = profile();
    const first = await tab(browser);
    const good = documentOf(first.studio);
    await first.studio.projects.create();
    const bad = documentOf(first.studio);
    await first.studio.projects.flush();
    await first.deps.database.saveDocument({ ...bad, fit: null } as never);
    await closeTab(first.deps, browser);
    const { studio, deps } = await tab(browser);
    expect(documentOf(studio)).toEqual(good);
    expect(noticeOf(studio, 'unreadable:')).toMatchObject({ tone: 'error' });
    expect(await deps.database.aside()).toMatchObject([{ kind: 'project', value: { id: bad.id } }]);
  });

  it('a damaged project that has a run is made again from it', async () => {
    const browser = profile();
    const first = await tab(browser);
    await trained(first.studio);
    const good = documentOf(first.studio);
    await first.studio.projects.flush();
    await first.deps.database.saveDocument({ ...good, model: 'gone' } as never);
    await closeTab(first.deps, browser);
    const { studio, deps } = await tab(browser);
    expect(documentOf(studio)).toEqual(good);
    expect(studio.runs.getState().runs).toHaveLength(1);
    const notice = noticeOf(studio, 'unreadable:');
    expect(notice?.detail).toContain('made again');
    const fix = notice?.actions[0];
    if (!fix) throw new Error('Nothing is offered.');
    studio.applyFix(fix);
    await expect.poll(() => String(deps.downloads[0]?.content)).toContain('"gone"');
  });

  it('a newer project is left as it is', async () => {
    const browser = profile();
    const first = await tab(browser);
    await first.studio.projects.create();
    const newer = { ...documentOf(first.studio), version: 99 };
    await first.studio.projects.flush();
    await first.deps.database.saveDocument(newer as never);
    await closeTab(first.deps, browser);
    const { studio, deps } = await tab(browser);
    expect(documentOf(studio).id).not.toBe(newer.id);
    expect(await deps.database.aside()).toEqual([]);
    expect(await deps.database.loadDocument(newer.id)).toMatchObject({ problem: { code: 'document-newer' } });
  });

  it('a damaged run is put aside, and the project opens with the others', async () => {
    const browser = profile();
    const first = await tab(browser);
    const run = await trained(first.studio);
    await first.studio.training.start();
    await first.studio.projects.flush();
    await first.deps.database.saveRun({ ...run, history: 'gone' } as never, first.studio.losses(run.id));
    await closeTab(first.deps, browser);
    const { studio, deps } = await tab(browser);
    expect(studio.runs.getState().runs.map((r) => r.number)).toEqual([2]);
    expect(await deps.database.aside()).toMatchObject([{ kind: 'run' }]);
    expect(noticeOf(studio, 'runs-damaged')).toBeDefined();
  });
});

describe('a project file', () => {
  it('opens elsewhere with document, runs, weights and the same predictions', async () => {
    const { studio, deps } = await tab(profile());
    const run = await trained(studio);
    const scores = await studio.training.evaluate('test');
    await studio.projects.saveFile();
    const [file] = deps.downloads;
    if (!file) throw new Error('Nothing was saved.');
    expect(file.name).toBe('Iris.strata');

    const other = (await tab(profile())).studio;
    expect(await other.projects.openFile(new Blob([file.content]))).toEqual({ ok: true, value: null });
    await other.data.settled();
    expect({ ...documentOf(other), id: '' }).toEqual({ ...documentOf(studio), id: '' });
    const [opened] = other.runs.getState().runs;
    expect(opened?.history).toEqual(run.history);
    expect(other.losses(opened?.id ?? '').points()).toEqual(studio.losses(run.id).points());
    expect(await other.training.evaluate('test')).toEqual(scores);
  });

  it('that is none is refused, and the open project stays', async () => {
    const { studio } = await tab(profile());
    const before = documentOf(studio);
    const result = await studio.projects.openFile(new Blob(['not a zip']));
    expect(result).toMatchObject({ ok: false, problem: { code: 'project-not-readable' } });
    expect(documentOf(studio)).toBe(before);
  });

  it('gives History as CSV and JSON', async () => {
    const { studio, deps } = await tab(profile());
    const run = await trained(studio);
    await studio.projects.saveHistory(run.id, 'csv');
    await studio.projects.saveHistory(run.id, 'json');
    const [csv, json] = deps.downloads.map((d) => String(d.content));
    expect(csv?.split('\n')[0]).toBe('epoch,accuracy,loss,val_accuracy,val_loss');
    expect(JSON.parse(json ?? '')).toMatchObject({ epoch: run.history.epoch, history: run.history.logs });
  });
});
