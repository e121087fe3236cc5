/** For everybody: axe finds nothing in either theme, the keyboard does the whole job, and so does a phone. */

import type { Locator } from 'playwright';
import { describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/app';
import { Studio, TRAINING_MS } from '../support/studio';

/** Fails with what axe finds, and where. */
async function accessible(studio: Studio, where: string): Promise<void> {
  const found = await accessibilityViolations(studio.page);
  expect({ where, found }).toEqual({ where, found: [] });
}

const DOCK_VIEWS = ['Curves', 'Weights', 'Predictions', 'Predict', 'Evaluate', 'Runs'];

describe('axe', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`finds nothing wrong in the ${colorScheme} theme: studio, run, live views, data screen, dialogs`, async () => {
      const studio = await Studio.open({ colorScheme });
      const { page } = studio;
      await studio.card('Conv2D', 0).click();
      await accessible(studio, 'layer form');
      for (const tab of ['Compile', 'Fit', 'Callbacks']) {
        await studio.tab(tab).click();
        await accessible(studio, tab);
      }
      await studio.tab('Summary').click();
      await accessible(studio, 'summary');
      await studio.tab('Stack').click();

      await studio.openData();
      await studio.dataScreen.getByRole('list', { name: 'Classes' }).waitFor();
      await accessible(studio, 'data screen, images');
      for (const name of ['Two moons', 'Iris']) {
        await studio.dataScreen.getByRole('button', { name: new RegExp(`^${name} `) }).click();
        await studio.dataScreen.getByRole('heading', { name, level: 2 }).waitFor();
        await accessible(studio, `data screen, ${name}`);
      }
      await studio.closeData();

      await studio.setFit({ epochs: 2, backend: 'cpu' });
      await studio.train();
      for (const view of DOCK_VIEWS) {
        await studio.tab(view).click();
        await expect.poll(() => studio.dock.getByText('Loading…').count()).toBe(0);
        await accessible(studio, view);
      }
      // A problem and a notice about it.
      await studio.tab('Compile').click();
      await studio.inspector.getByRole('combobox', { name: 'loss', exact: true }).selectOption('MeanSquaredError');
      await studio.toggle.click();
      await studio.notice(/compares numbers/).waitFor();
      await accessible(studio, 'problem and notice');

      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Commands' }).waitFor();
      await accessible(studio, 'commands');
      await page.keyboard.press('Escape');
      for (const [item, dialog] of [
        ['Open another project', 'Projects'],
        ['Keyboard shortcuts', 'Keyboard shortcuts'],
        ['About Strata', 'About Strata'],
      ] as const) {
        await studio.projectMenu(item);
        await page.getByRole('dialog', { name: dialog }).waitFor();
        await accessible(studio, dialog);
        await page.keyboard.press('Escape');
      }
      studio.expectClean();
    });
  }
});

describe('the keyboard', () => {
  it('chooses data, builds, compiles, trains, evaluates and predicts without a pointer', async () => {
    const studio = await Studio.open();
    const { page } = studio;
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    const focused = (target: Locator): Promise<boolean> =>
      target.evaluate((element) => element === document.activeElement);
    const chosenTab = (list: string): Locator =>
      page.getByRole('tablist', { name: list }).getByRole('tab', { selected: true });
    /** Tabs on until the focus is where it should be, as one does who knows the page. */
    const tabTo = async (target: Locator): Promise<void> => {
      await target.waitFor();
      for (let i = 0; i < 150; i++) {
        if (await focused(target)) return;
        await press('Tab');
      }
      throw new Error(`the keyboard never comes to ${target}`);
    };
    const command = async (words: string): Promise<void> => {
      await press('Control+k');
      await studio.focused(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox'));
      await page.keyboard.type(words);
      await press('Enter');
    };

    await command('change the data');
    await tabTo(studio.dataScreen.getByRole('button', { name: /^Iris / }));
    await press('Enter');
    await studio.dataScreen.getByRole('heading', { name: 'Iris', level: 2 }).waitFor();
    await studio.dataReady();
    await press('Escape');
    await studio.dataScreen.waitFor({ state: 'hidden' });

    await studio.searchLayer('layernorm');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'LayerNormalization', 'Dense']);

    await tabTo(chosenTab('Settings'));
    await press('End');
    await press('ArrowLeft');
    await tabTo(studio.field('epochs'));
    await press('Control+a');
    await page.keyboard.type('20');
    await tabTo(studio.inspector.getByRole('combobox', { name: 'backend' }));
    await page.keyboard.type('CPU');

    await tabTo(studio.toggle);
    await press('Enter');
    await studio.ended();
    await tabTo(chosenTab('Live views'));
    for (let i = 0; i < 3; i++) await press('ArrowRight');
    const form = studio.dock.getByRole('form', { name: 'A row to predict' });
    for (const [field, value] of [
      ['petal_length', '6.5'],
      ['petal_width', '2.2'],
    ] as const) {
      await tabTo(form.getByLabel(field));
      await press('Control+a');
      await page.keyboard.type(value);
    }
    await studio.dock.getByText(/^(virginica|versicolor) \d+(\.\d+)?% sure$/).waitFor();
    await command('evaluate on the test');
    await expect
      .poll(async () => (await studio.scores('test')).accuracy ?? 0, { timeout: TRAINING_MS })
      .toBeGreaterThan(0.5);
    studio.expectClean();
  });
});

describe('a phone', () => {
  it('does the job one place at a time, without sideways scrolling', async () => {
    const studio = await Studio.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { page } = studio;
    const place = async (name: string): Promise<void> => {
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name, exact: true }).tap();
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider).toBeLessThanOrEqual(0);
      await accessible(studio, `phone, ${name}`);
    };
    await place('Data');
    await page.getByRole('button', { name: 'Change', exact: true }).tap();
    await studio.dataScreen.getByText('Choose another data set').tap();
    await studio.dataScreen.getByRole('button', { name: /^Iris / }).tap();
    await studio.dataScreen.getByRole('heading', { name: 'Iris', level: 2 }).waitFor();
    await accessible(studio, 'phone, data screen');
    await studio.dataReady();
    await studio.dataScreen.getByRole('button', { name: 'Use this data' }).tap();
    await place('Layers');
    await page.getByRole('combobox', { name: 'Search layers' }).fill('dropout');
    await page.getByRole('option', { name: /^Dropout/ }).tap();
    await place('Model');
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'Dropout', 'Dense']);
    await place('Settings');
    await studio.tab('Fit').tap();
    await page.getByRole('textbox', { name: 'epochs', exact: true }).fill('15');
    await page.getByRole('combobox', { name: 'backend', exact: true }).selectOption('cpu');
    await place('Train');
    // A place that fills the phone is no region beside others: its things are the page's.
    await page.getByRole('button', { name: 'Train', exact: true }).first().tap();
    await page.getByText('done', { exact: true }).waitFor({ timeout: TRAINING_MS });
    await accessible(studio, 'phone, curves');
    await studio.tab('Evaluate').tap();
    await page.getByRole('button', { name: 'Evaluate on test' }).tap();
    await page.getByRole('button', { name: 'Evaluate again' }).waitFor({ timeout: TRAINING_MS });
    await studio.tab('Predict').tap();
    await page.getByRole('form', { name: 'A row to predict' }).getByLabel('petal_width').fill('0.2');
    await page.getByText(/% sure$/).waitFor();
    studio.expectClean();
  });
});
