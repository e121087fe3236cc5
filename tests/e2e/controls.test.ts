/** Steering a run: pause, steps, learning rate and epochs while it goes on, stop; and History to take away. */

import { describe, expect, it } from 'vitest';
import { Studio, TRAINING_MS, textOf } from '../support/studio';

/** Iris with a run that is longer than anybody waits. */
async function longRun(): Promise<Studio> {
  const studio = await Studio.open();
  await studio.chooseData('Iris');
  await studio.setFit({ epochs: 50_000, backend: 'cpu' });
  return studio;
}

const share = async (studio: Studio): Promise<number> =>
  Number(await studio.dock.getByRole('progressbar', { name: /^Progress of run/ }).getAttribute('aria-valuenow'));

describe('a run', () => {
  it('pauses, stands still, goes on, and keeps its History when stopped', async () => {
    const studio = await longRun();
    await studio.toggle.click();
    await studio.reached(3);
    await studio.toggle.click();
    await studio.dock.getByText('paused', { exact: true }).waitFor();
    await expect.poll(() => studio.page.title()).toMatch(/^⏸ /);
    const at = (await studio.epoch())?.at ?? 0;
    const { epoch } = await studio.history();
    expect(epoch.length).toBeGreaterThanOrEqual(at - 1);
    expect((await studio.epoch())?.at).toBe(at);
    await studio.page.keyboard.press('Space');
    await studio.reached(at + 1);
    await studio.dock.getByRole('button', { name: 'Stop the run' }).click();
    await studio.ended('stopped');
    const history = await studio.history();
    expect(history.epoch.length).toBeGreaterThanOrEqual(at);
    expect(history.epoch).toEqual(history.epoch.map((_, i) => i));
    expect(Object.keys(history.history).sort()).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
    // What was learnt until then can be used.
    expect((await studio.evaluate('train')).accuracy).toBeGreaterThan(0);
    studio.expectClean();
  });

  it('goes by single batches and single epochs', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 4, batch_size: 32, backend: 'cpu' });
    const paused = studio.dock.getByText('paused', { exact: true });
    // 104 rows are 4 batches, so 16 steps in all.
    await studio.dock.getByRole('button', { name: 'Train one batch' }).click();
    await paused.waitFor({ timeout: TRAINING_MS });
    await expect.poll(() => share(studio)).toBe(Math.round(100 / 16));
    await studio.dock.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => share(studio)).toBe(Math.round(200 / 16));
    await paused.waitFor();
    await studio.dock.getByRole('button', { name: 'Train one epoch' }).click();
    await expect.poll(() => share(studio)).toBe(25);
    await paused.waitFor();
    await studio.page.keyboard.press('>');
    await expect.poll(() => share(studio)).toBe(50);
    await paused.waitFor();
    expect((await studio.history()).epoch).toEqual([0, 1]);
    await studio.toggle.click();
    await studio.ended();
    expect((await studio.history()).epoch).toEqual([0, 1, 2, 3]);
    studio.expectClean();
  });

  it('takes another learning rate and number of epochs while it goes on, and further epochs afterwards', async () => {
    const studio = await longRun();
    const { page } = studio;
    await studio.toggle.click();
    await studio.reached(2);
    const change = page.getByRole('dialog', { name: 'Change the run' });
    const openChange = async (): Promise<void> => {
      await studio.dock.getByRole('button', { name: 'Change learning rate and epochs' }).click();
      await change.waitFor();
    };
    await openChange();
    await change.getByRole('textbox', { name: 'learning_rate' }).fill('0.0005');
    await expect
      .poll(async () => (await studio.history()).events.map((e) => e.kind), { interval: 500 })
      .toContain('learning-rate');
    await change.waitFor({ state: 'hidden' });
    await studio.toggle.click();
    await studio.dock.getByText('paused', { exact: true }).waitFor();
    await openChange();
    const end = ((await studio.epoch())?.at ?? 0) + 3;
    await change.getByRole('textbox', { name: 'epochs' }).fill(String(end));
    await expect.poll(async () => (await studio.epoch())?.of).toBe(end);
    await page.keyboard.press('Escape');
    await change.waitFor({ state: 'hidden' });
    await studio.toggle.click();
    await studio.ended();
    expect((await studio.history()).epoch).toHaveLength(end);
    studio.expectClean();
  });

  it('that ended goes on for more epochs', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 3, backend: 'cpu' });
    await studio.train();
    const before = await studio.history();
    await studio.tab('Runs').click();
    await studio.dock.getByRole('button', { name: 'More about run 1' }).click();
    await studio.page.getByRole('menuitem', { name: 'Train 3 more epochs' }).click();
    await expect.poll(async () => (await studio.epoch())?.of).toBe(6);
    await studio.ended();
    const after = await studio.history();
    expect(after.epoch).toEqual([0, 1, 2, 3, 4, 5]);
    expect(after.history.loss?.slice(0, 3)).toEqual(before.history.loss);
    studio.expectClean();
  });
});

describe('History', () => {
  it('downloads as CSV with the figures of the JSON', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 3, backend: 'cpu' });
    await studio.train();
    const { history } = await studio.history();
    await studio.tab('Runs').click();
    await studio.dock.getByRole('button', { name: 'More about run 1' }).click();
    const download = await studio.downloading(() =>
      studio.page.getByRole('menuitem', { name: 'History as CSV' }).click(),
    );
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    const [head, ...rows] = (await textOf(download)).trim().split(/\r?\n/);
    const names = head?.split(',') ?? [];
    expect(names).toEqual(['epoch', ...Object.keys(history)]);
    expect(rows).toHaveLength(3);
    rows.forEach((row, i) => {
      row.split(',').forEach((cell, column) => {
        const name = names[column] ?? '';
        expect(Number(cell)).toBe(name === 'epoch' ? i : history[name]?.[i]);
      });
    });
    studio.expectClean();
  });
});
