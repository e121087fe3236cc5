/** Nothing is lost: a reload in the middle of a run goes on to the same numbers, projects and files come back whole. */

import { describe, expect, it } from 'vitest';
import { csvFile, fileOf, type HistoryFile, Studio } from '../support/studio';
import { failAfter } from '../support/worker-faults';

/** What must be the same however a run was interrupted. */
const numbers = ({ epoch, history }: HistoryFile): unknown => ({ epoch, history });

/** What the browser's database has of the only run: parts that were evaluated, slots of checkpoints. */
function stored(studio: Studio): Promise<{ readonly evaluations: string[]; readonly checkpoints: string[] }> {
  return studio.page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('strata'));
    const read = database.transaction(['runs', 'checkpoints']);
    const [runs, checkpoints] = await Promise.all(
      ['runs', 'checkpoints'].map((table) => done(read.objectStore(table).getAll())),
    );
    database.close();
    const [run] = runs as { record: { evaluations: object } }[];
    return {
      evaluations: Object.keys(run?.record.evaluations ?? {}),
      checkpoints: (checkpoints as { slot: string }[]).map(({ slot }) => slot),
    };
  });
}

const EPOCHS = 12;

describe('a reload', () => {
  it('in the middle of a run brings everything back, and the resumed run equals an uninterrupted one', async () => {
    const studio = await Studio.open();
    // The digits network: dropout and shuffling must go on with the same random numbers.
    await studio.setFit({ epochs: EPOCHS, batch_size: 32, backend: 'cpu' });
    // The page goes while the worker is in the middle of the run: it stands still until then.
    await failAfter(studio.page, 3, 'hang');
    await studio.toggle.click();
    await studio.reached(2);
    await expect.poll(async () => (await stored(studio)).checkpoints).toContain('resume');
    await studio.page.reload();
    await studio.ready();
    await studio.dock.getByText('interrupted', { exact: true }).waitFor();
    const cut = studio.notice(new RegExp(`Run 1 was cut off in epoch \\d+ of ${EPOCHS}`));
    await cut.waitFor();
    // History and curves of the epochs before are there without training.
    await studio.page.getByRole('figure', { name: 'Loss' }).waitFor();
    const kept = await studio.history();
    expect(kept.epoch.length).toBeGreaterThanOrEqual(1);

    await cut.getByRole('button', { name: 'Go on' }).click();
    await studio.ended();
    const resumed = await studio.history();
    expect(resumed.epoch).toEqual(Array.from({ length: EPOCHS }, (_, i) => i));
    expect(resumed.history.loss?.slice(0, kept.epoch.length)).toEqual(kept.history.loss);

    await studio.run('Start a new run');
    await expect.poll(() => studio.dock.getByRole('progressbar', { name: 'Progress of run 2' }).count()).toBe(1);
    await studio.ended();
    expect(numbers(await studio.history())).toEqual(numbers(resumed));
    studio.expectClean();
  });

  it('keeps model, settings, panels of runs and evaluations, and a dead tab loses no more than a reload', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Wine');
    await studio.card('Dense', 0).click();
    await studio.field('units').fill('9');
    await studio.setFit({ epochs: 4, backend: 'cpu' });
    await studio.train();
    const scores = await studio.evaluate('test');
    const history = await studio.history();
    await expect.poll(async () => (await stored(studio)).evaluations).toEqual(['test']);
    await studio.saveState(/saved/).waitFor();
    const dead = studio.page.waitForEvent('crash');
    await studio.page.goto('chrome://crash').catch(() => undefined);
    await dead;

    const again = await Studio.on(await studio.app.openTab());
    await again.page.getByRole('region', { name: 'Data', exact: true }).getByText('Wine').first().waitFor();
    await expect.poll(() => again.card('Dense', 0).innerText()).toContain('(None, 9)');
    expect(numbers(await again.history())).toEqual(numbers(history));
    await again.tab('Evaluate').click();
    await expect.poll(() => again.scores('test')).toEqual(scores);
    // The weights are there, too: asking the model needs no training.
    await again.tab('Predictions').click();
    await again.dock.getByRole('table', { name: /^Confusion matrix/ }).waitFor();
    again.expectClean();
  });
});

describe('projects', () => {
  it('are several: new, renamed, opened, copied, removed and brought back', async () => {
    const studio = await Studio.open();
    const { page } = studio;
    const name = page.getByRole('textbox', { name: 'Name of the project' });
    await name.fill('First');
    await name.press('Enter');
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    await studio.projectMenu('New project');
    await expect.poll(() => name.inputValue()).not.toBe('First');
    await studio.dock.getByText('Press play (Space) to train the model').waitFor();
    await name.fill('Second');
    await name.press('Enter');

    await studio.projectMenu('Open another project');
    const list = page.getByRole('dialog', { name: 'Projects' });
    await list.getByRole('button', { name: 'Open First' }).click();
    await expect.poll(() => name.inputValue()).toBe('First');
    await studio.dock.getByText('done', { exact: true }).waitFor();
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'Dense']);

    await studio.projectMenu('Open another project');
    await list.getByRole('button', { name: 'Duplicate Second' }).click();
    await expect.poll(() => name.inputValue()).toBe('Second copy');
    await studio.projectMenu('Open another project');
    await list.getByRole('button', { name: 'Remove First' }).click();
    await expect.poll(() => list.getByRole('button', { name: 'Open First' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await studio.notice('“First” was removed.').getByRole('button', { name: 'Bring it back' }).click();
    await expect.poll(() => name.inputValue()).toBe('First');
    await studio.dock.getByText('done', { exact: true }).waitFor();
    studio.expectClean();
  });

  it('go into a file with data, weights and History, and open from it in another browser', async () => {
    const studio = await Studio.open();
    const rows = Array.from({ length: 90 }, (_, i) => `${i % 30},${(i * 7) % 11},${i % 30 > 14 ? 'yes' : 'no'}`);
    await studio.chooseFiles(csvFile('own.csv', ['a,b,answer', ...rows].join('\n')));
    await studio.dataScreen.getByText(/90 rows · 3 columns/).waitFor();
    await studio.closeData();
    await studio.setFit({ epochs: 5, backend: 'cpu' });
    await studio.train();
    const scores = await studio.evaluate('test');
    const history = await studio.history();
    const download = await studio.downloading(() => studio.page.keyboard.press('Control+s'));
    expect(download.suggestedFilename()).toMatch(/\.strata$/);

    const other = await Studio.open();
    await other.openProjectFile(await fileOf(download));
    await other.page
      .getByRole('region', { name: 'Data', exact: true })
      .getByText(/90 rows/)
      .waitFor();
    await other.dock.getByText('done', { exact: true }).waitFor();
    expect(numbers(await other.history())).toEqual(numbers(history));
    expect(await other.evaluate('test')).toEqual(scores);
    other.expectClean();
    studio.expectClean();
  });
});
