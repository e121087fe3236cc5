/** The first minute: the page opens with a project that trains at one press, and a layer dragged in makes it stale. */

import { describe, expect, it } from 'vitest';
import { Studio } from '../support/studio';

describe('the first minute', () => {
  it('opens with data and a model, and one press makes curves move', async () => {
    const studio = await Studio.open();
    // More epochs than anyone waits for: what is read while it trains must not find it done.
    await studio.setFit({ epochs: 500, backend: 'cpu' });
    // Everything the page shows while it trains, however short a machine takes for it.
    const seen = await studio.page.evaluateHandle(() => {
      const titles: string[] = [];
      const losses: string[] = [];
      new MutationObserver(() => {
        titles.push(document.title);
        losses.push(document.querySelector('dl[aria-label="Current metrics"] dd')?.textContent ?? '');
      }).observe(document, { subtree: true, childList: true, characterData: true });
      return { titles, losses };
    });
    await studio.toggle.click();
    await studio.page.getByRole('figure', { name: 'Loss' }).getByText('train', { exact: true }).waitFor();
    await studio.ended();
    const { titles, losses } = await seen.jsonValue();
    expect(titles).toContainEqual(expect.stringMatching(/^\d+% · Handwritten digits · Strata$/));
    const shown = losses.filter(Boolean).map(Number);
    expect(shown.at(-1)).toBeLessThan(shown[0] ?? 0);
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

    const normalization = studio.palette.getByRole('button', { name: 'BatchNormalization', exact: true });
    await studio.holdOverGap(normalization, 1, /Drop BatchNormalization here$/);
    await studio.page.mouse.up();
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'BatchNormalization', 'Dense', 'Dense']);
    await expect.poll(() => studio.card('BatchNormalization').innerText()).toMatch(/\(None, 16\)[\s\S]*64/);
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
