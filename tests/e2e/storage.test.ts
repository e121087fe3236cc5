/** When keeping is not possible: storage denied or full, files damaged or from the future, and one project in two tabs. */

import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { csvFile, fileOf, type GivenFile, Studio } from '../support/studio';

/** A trained project as a file. */
async function projectFile(): Promise<GivenFile> {
  const studio = await Studio.open();
  await studio.chooseData('Iris');
  await studio.setFit({ epochs: 2, backend: 'cpu' });
  await studio.train();
  const file = await fileOf(await studio.downloading(() => studio.projectMenu('Save the project as a file')));
  await studio.app.close();
  return file;
}

/** The archive of a project file with one file of it changed. */
function altered(file: GivenFile, path: RegExp, change: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>): GivenFile {
  const files = unzipSync(new Uint8Array(file.buffer));
  const found = Object.keys(files).filter((name) => path.test(name));
  expect(found.length).toBeGreaterThan(0);
  for (const name of found) files[name] = change(files[name] ?? new Uint8Array(0));
  return { ...file, buffer: Buffer.from(zipSync(files)) };
}

describe('storage', () => {
  it('denied: the page says so, works all the same, and the project can be saved as a file', async () => {
    const studio = await Studio.open({
      before: () => {
        Object.defineProperty(globalThis, 'indexedDB', {
          get() {
            throw new DOMException('Storage is denied.', 'SecurityError');
          },
        });
      },
    });
    await studio.saveState(/not stored/).waitFor();
    const told = studio.notice(/does not let the page store anything/);
    await told.waitFor();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    const download = await studio.downloading(() =>
      told.getByRole('button', { name: 'Save the project as a file' }).click(),
    );
    expect(download.suggestedFilename()).toMatch(/\.strata$/);
    studio.expectClean();
  });

  it('full: the page says so, loses nothing, and saves as soon as there is room', async () => {
    const studio = await Studio.open({
      before: () => {
        const { put, add } = IDBObjectStore.prototype;
        const state = globalThis as unknown as { full: boolean };
        state.full = false;
        const refusing = (method: typeof put) =>
          function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
            if (state.full) throw new DOMException('No room.', 'QuotaExceededError');
            return method.apply(this, args);
          };
        IDBObjectStore.prototype.put = refusing(put);
        IDBObjectStore.prototype.add = refusing(add);
      },
    });
    const { page } = studio;
    await page.evaluate(() => Object.assign(globalThis, { full: true }));
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 3, backend: 'cpu' });
    const told = studio.notice(/storage is full/);
    await told.waitFor();
    await studio.saveState(/not saved/).waitFor();
    await studio.train();
    await page.evaluate(() => Object.assign(globalThis, { full: false }));
    await told.getByRole('button', { name: 'Try again' }).click();
    await studio.saveState(/saved/).waitFor();
    await told.waitFor({ state: 'hidden' });
    await page.reload();
    await studio.ready();
    await studio.dock.getByText('done', { exact: true }).waitFor();
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'Dense']);
    studio.expectClean();
  });
});

describe('data brought along', () => {
  it('stays while a project uses it, and leaves storage once none does', async () => {
    const studio = await Studio.open();
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 30},${(i * 7) % 11},${i % 30 > 14 ? 'yes' : 'no'}`);
    await studio.chooseFiles(csvFile('own.csv', ['a,b,answer', ...rows].join('\n')));
    await studio.dataScreen.getByText(/60 rows · 3 columns/).waitFor();
    await studio.closeData();
    await studio.saveState(/saved/).waitFor();
    const freed = studio.notice(/of storage are free again: a data set that no project uses any more was removed/);
    /** Begins anew; whether the notice came. A browser may still hold the old page, which is then tried again. */
    const begunAnew = async (patience: number): Promise<boolean> => {
      await studio.page.reload();
      // Looked for from the start: a notice does not stay for ever.
      const came = await freed.waitFor({ timeout: patience }).then(
        () => true,
        () => false,
      );
      await studio.ready();
      return came;
    };
    expect(await begunAnew(3000)).toBe(false);
    const data = studio.page.getByRole('region', { name: 'Data', exact: true });
    await data.getByText(/60 rows/).waitFor();
    await studio.chooseData('Iris');
    await studio.saveState(/saved/).waitFor();
    await expect.poll(() => begunAnew(10_000), { timeout: 90_000 }).toBe(true);
    await data.getByText(/150 rows/).waitFor();
    studio.expectClean();
  });
});

describe('a project file', () => {
  it('that is none, or from a newer Strata, is refused with the reason, and nothing changes', async () => {
    const file = await projectFile();
    const studio = await Studio.open();
    const layers = await studio.layers();
    await studio.openProjectFile({ ...file, buffer: file.buffer.subarray(0, file.buffer.length >> 1) });
    await studio.notice(/This is no Strata project file, or it is damaged beyond reading/).waitFor();
    const future = altered(file, /manifest/, (bytes) =>
      strToU8(JSON.stringify({ ...(JSON.parse(strFromU8(bytes)) as object), version: 99 })),
    );
    await studio.dropFiles(future);
    await studio.notice(/made with a newer Strata\. It was left untouched/).waitFor();
    expect(await studio.layers()).toEqual(layers);
    studio.expectClean();
  });

  it('of which a part is damaged opens with everything that is whole', async () => {
    const file = await projectFile();
    const studio = await Studio.open();
    const torn = altered(file, /losses/, (bytes) => bytes.map((byte) => byte ^ 255));
    await studio.openProjectFile(torn);
    await studio.notice(/A part of the project file is damaged/).waitFor();
    await studio.dock.getByText('done', { exact: true }).waitFor();
    expect((await studio.history()).epoch).toEqual([0, 1]);
    expect((await studio.evaluate('test')).accuracy).toBeGreaterThan(0);
    studio.expectClean();
  });
});

describe('one project in two tabs', () => {
  it('is edited in one at a time, and either can take over', async () => {
    const first = await Studio.open();
    await first.chooseData('Iris');
    await first.saveState(/saved/).waitFor();
    const second = await Studio.on(await first.app.openTab());
    const looking = (studio: Studio) =>
      studio.page.getByText('This project is open in another tab, so it can only be looked at here.');
    await looking(second).waitFor();
    const name = second.page.getByRole('textbox', { name: 'Name of the project' });
    await expect.poll(() => name.isDisabled()).toBe(true);

    await second.page.getByRole('button', { name: 'Edit here' }).click();
    await looking(second).waitFor({ state: 'hidden' });
    await looking(first).waitFor();
    await second.card('Dense', 0).click();
    await second.field('units').fill('5');
    await second.saveState(/saved/).waitFor();
    // What one tab saves the other shows.
    await expect.poll(() => first.card('Dense', 0).innerText()).toContain('(None, 5)');

    await second.page.close();
    await looking(first).waitFor({ state: 'hidden' });
    await first.card('Dense', 0).click();
    await first.field('units').fill('6');
    await expect.poll(() => first.card('Dense', 0).innerText()).toContain('(None, 6)');
    first.expectClean();
  });
});
