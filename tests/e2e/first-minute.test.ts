/** The first minute: the page opens with a project that trains at one press, and a layer dragged in makes it stale. */

import { describe, expect, it } from 'vitest';
import { Studio, TRAINING_MS } from '../support/studio';

describe('the first minute', () => {
  it('opens with data and a model, and one press makes curves move', async () => {
    const studio = await Studio.open();
    // More epochs than anyone waits for: what is read while it trains must not find it done.
    await studio.setFit({ epochs: 500, backend: 'cpu' });
    await studio.toggle.click();
    await studio.page.getByRole('figure', { name: 'Loss' }).getByText('train', { exact: true }).waitFor();
    await studio.reached(2);
    const seen = await studio.metric('loss');
    await expect.poll(() => studio.metric('loss'), { timeout: TRAINING_MS }).toBeLessThan(seen);
    await expect.poll(() => studio.page.title()).toMatch(/^\d+% · Handwritten digits · Strata$/);
    await studio.reached(12);
    await studio.dock.getByRole('button', { name: 'Stop the run' }).click();
    await studio.ended('stopped');
    await expect.poll(() => studio.page.title()).toBe('Handwritten digits · Strata');
    expect(await studio.metric('accuracy')).toBeGreaterThan(0.6);
    await studio.page.getByRole('table', { name: /^Confusion matrix/ }).waitFor();
    studio.expectClean();
  });

  it('takes a layer dragged between two cards, marks the run as stale, and undoes', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    const before = await studio.layers();
    expect(before).toEqual(['Dense', 'Dense', 'Dense']);
    const stale = studio.dock.getByRole('button', { name: /^changed since/ });
    expect(await stale.isVisible()).toBe(false);

    await studio.hold(studio.palette.getByRole('button', { name: 'BatchNormalization', exact: true }), studio.gap(1));
    await studio.stack.getByText('Drop BatchNormalization here').waitFor();
    await studio.page.mouse.up();
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'BatchNormalization', 'Dense', 'Dense']);
    expect(await studio.card('BatchNormalization').innerText()).toMatch(/\(None, 16\)[\s\S]*64/);
    await stale.waitFor();

    await studio.page.keyboard.press('Control+z');
    await expect.poll(() => studio.layers()).toEqual(before);
    await stale.waitFor({ state: 'hidden' });
    await studio.page.keyboard.press('Control+Shift+z');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'BatchNormalization', 'Dense', 'Dense']);

    await stale.click();
    await expect.poll(() => studio.dock.getByRole('progressbar', { name: 'Progress of run 2' }).count()).toBe(1);
    await studio.ended();
    studio.expectClean();
  });
});
