/** One tab at a time writes a project, with locks and without, and no tab loses what it has. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Studio } from '../../src/state';
import { closeWorkers, profile, type TestDeps, testDeps, testStudio, until } from './support';
import { closeTab, documentOf, noticeOf, tab } from './tabs';

afterEach(closeWorkers);

describe('a browser that gives no locks', () => {
  it('lets the only tab write', async () => {
    const refused = new DOMException('Locks are denied.', 'SecurityError');
    const deps = { ...testDeps(), locks: { request: () => Promise.reject(refused) } };
    const studio = await testStudio(deps);
    studio.edit.renameProject('Mine');
    await until(studio.projects.store, (s) => s.save === 'saved');
    expect(studio.document.getState().readOnly).toBe(false);
    expect((await deps.database.list()).map((p) => p.name)).toEqual(['Mine']);
  });

  /** Two tabs that know nothing of each other, with one project. */
  async function strangers(): Promise<
    readonly [{ studio: Studio; deps: TestDeps }, { studio: Studio; deps: TestDeps }]
  > {
    const browser = profile();
    const open = async () => {
      const deps = { ...testDeps(browser), locks: null };
      return { studio: await testStudio(deps), deps };
    };
    return [await open(), await open()];
  }

  it('writes nothing over that it has not read: the second is told, keeps what it has, and can store it as a copy', async () => {
    const [first, second] = await strangers();
    first.studio.edit.renameProject('From the first');
    second.studio.edit.renameProject('From the second');
    await first.studio.projects.flush();
    await second.studio.projects.flush();
    expect((await first.deps.database.list()).map((p) => p.name)).toEqual(['From the first']);
    expect(second.studio.projects.store.getState()).toMatchObject({ elsewhere: true, save: 'unsaved' });
    expect(documentOf(second.studio).name).toBe('From the second');
    expect(noticeOf(second.studio, 'elsewhere')?.actions.map((a) => a.action)).toEqual([
      'project.duplicate',
      'project.take-over',
    ]);
    await second.studio.projects.duplicate(documentOf(second.studio).id);
    expect((await first.deps.database.list()).map((p) => p.name).sort()).toEqual([
      'From the first',
      'From the second copy',
    ]);
    expect(second.studio.document.getState().readOnly).toBe(false);
  });

  it('of two that write at the same moment lets exactly one through', async () => {
    const [first, second] = await strangers();
    first.studio.edit.renameProject('One');
    second.studio.edit.renameProject('Two');
    await Promise.all([first.studio.projects.flush(), second.studio.projects.flush()]);
    const told = [first, second].filter((t) => t.studio.projects.store.getState().elsewhere);
    expect(told).toHaveLength(1);
    const [kept] = await first.deps.database.list();
    const loser = told[0] ? documentOf(told[0].studio).name : '';
    expect([kept?.name, loser].sort()).toEqual(['One', 'Two']);
  });

  it('goes on with what the other wrote when asked to, and may write again', async () => {
    const [first, second] = await strangers();
    first.studio.edit.renameProject('First');
    second.studio.edit.renameProject('Second');
    await first.studio.projects.flush();
    await second.studio.projects.flush();
    await second.studio.projects.takeOver();
    expect(documentOf(second.studio).name).toBe('First');
    second.studio.edit.renameProject('Both');
    await second.studio.projects.flush();
    expect((await first.deps.database.list()).map((p) => p.name)).toEqual(['Both']);
  });
});

describe('the same project in two tabs', () => {
  it('is written by the first; the second is told, and refuses edits', async () => {
    const browser = profile();
    const first = await tab(browser);
    const second = await tab(browser);
    expect(second.studio.projects.store.getState().elsewhere).toBe(true);
    expect(noticeOf(second.studio, 'elsewhere')?.actions).toHaveLength(1);
    second.studio.edit.renameProject('Not here');
    expect(documentOf(second.studio)).toEqual(documentOf(first.studio));
  });

  it('shows in the second what the first saves', async () => {
    const browser = profile();
    const first = await tab(browser);
    const second = await tab(browser);
    first.studio.edit.renameProject('Seen');
    await first.studio.projects.flush();
    await until(second.studio.document, (s) => s.document.name === 'Seen');
    expect(second.studio.document.getState().readOnly).toBe(true);
  });

  it('goes to the second when the first closes', async () => {
    const browser = profile();
    const first = await tab(browser);
    const second = await tab(browser);
    first.studio.edit.renameProject('Last words');
    await closeTab(first.deps, browser);
    await until(second.studio.document, (s) => !s.readOnly);
    expect(documentOf(second.studio).name).toBe('Last words');
    second.studio.edit.renameProject('Now here');
    expect(documentOf(second.studio).name).toBe('Now here');
  });

  it('is handed over when the second asks, nothing lost', async () => {
    const browser = profile();
    const first = await tab(browser);
    const second = await tab(browser);
    first.studio.edit.renameProject('Unsaved so far');
    void second.studio.projects.takeOver();
    await until(second.studio.document, (s) => !s.readOnly);
    expect(documentOf(second.studio).name).toBe('Unsaved so far');
    await until(first.studio.document, (s) => s.readOnly);
    expect(first.studio.projects.store.getState().elsewhere).toBe(true);
  });

  it('is taken from a tab that does not answer', async () => {
    const browser = profile();
    const first = await tab(browser);
    const second = await tab(browser);
    browser.silence(first.deps);
    await second.studio.projects.takeOver();
    await until(second.studio.document, (s) => !s.readOnly);
    await until(first.studio.document, (s) => s.readOnly);
  });
});
