/** Laws of room: imported data leaves storage when nothing names it any more, and never while something may. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Studio } from '../../src/state';
import { freedInWords } from '../../src/state/unused-data';
import { closeWorkers, type Profile, profile, type TestDeps, testDeps, testStudio, until } from './support';

afterEach(closeWorkers);

const csv = (rows = 60): File =>
  new File(
    [['a,b', ...Array.from({ length: rows }, (_, i) => `${i % 7},${i % 2 ? 'yes' : 'no'}`)].join('\n')],
    'mine.csv',
  );

async function tab(of: Profile, locks?: null): Promise<{ studio: Studio; deps: TestDeps }> {
  const deps = { ...testDeps(of), ...(locks === null && { locks }) };
  return { studio: await testStudio(deps), deps };
}

/** Sets in storage as soon as a tab that has just opened takes in data: clearing is done by then. */
async function namesAfterOpening(of: Profile): Promise<{ readonly names: string[]; readonly notice: string | null }> {
  const { studio, deps } = await tab(of);
  const before = new Set((await of.dataFiles.list()).map((f) => f.name));
  await studio.data.importFiles([csv(12)]);
  const names = (await of.dataFiles.list()).map((f) => f.name).filter((n) => before.has(n));
  await leave({ studio, deps }, of);
  const notice = studio.view.getState().notices.find((n) => n.id === 'data-freed');
  return { names, notice: notice?.message ?? null };
}

async function leave({ studio, deps }: { studio: Studio; deps: TestDeps }, of: Profile): Promise<void> {
  await studio.projects.flush();
  of.letGo(deps);
}

/** A tab whose project uses imported data, stored. */
async function withData(of: Profile, locks?: null): Promise<{ studio: Studio; deps: TestDeps }> {
  const opened = await tab(of, locks);
  expect(await opened.studio.data.importFiles([csv()])).toEqual({ ok: true, value: null });
  await opened.studio.projects.flush();
  return opened;
}

const toIris = (studio: Studio) => studio.data.use({ kind: 'builtin', name: 'iris' });

describe('imported data', () => {
  it('that nothing names goes when the next tab opens alone, and the room is told', async () => {
    const browser = profile();
    const first = await withData(browser);
    await toIris(first.studio);
    await leave(first, browser);
    expect(await browser.dataFiles.list()).toHaveLength(1);
    const { names, notice } = await namesAfterOpening(browser);
    expect(names).toEqual([]);
    expect(notice).toContain('of storage are free again');
  });

  it('stays while a project names it, open or not', async () => {
    const browser = profile();
    const first = await withData(browser);
    await first.studio.projects.create();
    await leave(first, browser);
    expect(await namesAfterOpening(browser)).toMatchObject({ names: [expect.any(String)], notice: null });
  });

  it('stays while the project can be put back, and goes when it cannot any more', async () => {
    const browser = profile();
    const first = await withData(browser);
    await first.studio.projects.remove(first.studio.document.getState().document.id);
    await leave(first, browser);
    const opened = await tab(browser);
    expect(await browser.dataFiles.list()).toHaveLength(1);
    await opened.deps.database.clearRemoved(0);
    await leave(opened, browser);
    expect((await namesAfterOpening(browser)).names).toEqual([]);
  });

  it('stays while a damaged project that was put aside names it', async () => {
    const browser = profile();
    const first = await withData(browser);
    const { data } = first.studio.document.getState().document;
    await toIris(first.studio);
    await first.studio.projects.flush();
    const used = async () => [...(await first.deps.database.usedData())];
    expect(await used()).toEqual([]);
    const { deps } = first;
    await deps.database.saveDocument({
      ...first.studio.document.getState().document,
      id: 'bad',
      data,
      fit: null,
    } as never);
    expect((await deps.database.loadDocument('bad'))?.ok).toBe(false);
    expect(await deps.database.aside()).toHaveLength(1);
    expect(await used()).toEqual([(data.source as { datasetId: string }).datasetId]);
  });

  it('stays while another tab is open, whose undo wants it', async () => {
    const browser = profile();
    const first = await withData(browser);
    await toIris(first.studio);
    await first.studio.projects.flush();
    expect((await namesAfterOpening(browser)).names).toHaveLength(1);
    first.studio.edit.undo();
    expect(await first.studio.data.settled()).toMatchObject({ status: 'ready', description: { name: 'mine' } });
  });

  it('stays where the browser gives no locks, as other tabs are not known', async () => {
    const browser = profile();
    const first = await withData(browser, null);
    await toIris(first.studio);
    await first.studio.projects.flush();
    const second = await tab(browser, null);
    await second.studio.data.importFiles([csv(12)]);
    await until(second.studio.projects.store, (s) => s.ready);
    expect(await browser.dataFiles.list()).toHaveLength(2);
  });
});

it('freed room is told in units that fit', () => {
  expect(freedInWords({ sets: 1, bytes: 400 })).toMatch(/^1 kB .* a data set /);
  expect(freedInWords({ sets: 3, bytes: 3_240_000 })).toMatch(/^3\.2 MB .* 3 data sets /);
});
