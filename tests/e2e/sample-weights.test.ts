/** A table with a column of weights: rows that weigh nothing teach nothing, and weighted figures stand beside plain ones. */
import { describe, expect, it } from 'vitest';
import { csvFile, Studio } from '../support/studio';

const ROWS = 240;

/** The answer follows from the number, but every third row lies; liars weigh 0, two rows have no usable weight. */
function survey(): string {
  const lines = ['number,trust,answer'];
  for (let i = 0; i < ROWS; i++) {
    const number = ((i * 37) % 100) / 10;
    const lies = i % 3 === 0;
    const trust = i === 1 ? '' : i === 2 ? '-1' : lies ? '0' : String(1 + (i % 2));
    lines.push(`${number},${trust},${number > 5 !== lies ? 'high' : 'low'}`);
  }
  return lines.join('\n');
}

describe('a column of sample weights', () => {
  it('is given its role, weighs training, validation and evaluation, and is seen in History', async () => {
    const studio = await Studio.open();
    const { page, inspector } = studio;
    await studio.chooseFiles(csvFile('survey.csv', survey()));
    const role = studio.dataScreen.getByRole('combobox', { name: 'What becomes of trust' });
    await role.waitFor();
    await role.selectOption({ label: 'sample weight' });
    await studio.dataScreen.getByText('2 rows have no usable weight in “trust” (1 missing, 1 negative)').waitFor();
    await studio.dataScreen.getByText('Rows count by').waitFor();
    await studio.closeData();

    await studio.tab('Compile').click();
    await inspector.getByText('Rows count by trust, as in the loss.').waitFor();
    await inspector.getByRole('button', { name: 'Add a weighted metric' }).click();
    await page.getByRole('combobox', { name: 'Search: add a weighted metric' }).fill('accuracy');
    await page.getByRole('option', { name: /^accuracy/ }).click();
    await studio.setFit({ epochs: 40, batch_size: 16, backend: 'cpu' });
    const weigher = inspector.getByRole('combobox', { name: 'sample_weight' });
    await expect.poll(() => weigher.locator('option:checked').innerText()).toBe('trust');

    await studio.train();
    await studio.dock.getByRole('figure', { name: 'Weighted accuracy' }).waitFor();
    const { history } = await studio.history();
    const last = (key: string): number => history[key]?.at(-1) ?? Number.NaN;
    for (const part of ['', 'val_']) {
      expect(last(`${part}weighted_accuracy`)).toBeGreaterThan(0.9);
      expect(last(`${part}accuracy`)).toBeLessThan(0.85);
    }
    const scores = await studio.evaluate('test');
    expect(scores.weighted_accuracy).toBeGreaterThan(0.9);
    expect(scores.accuracy).toBeLessThan(0.85);
    await studio.dock
      .getByText(/rows, weighed by trust/)
      .first()
      .waitFor();

    // The same rows without weights: plain and weighted figures are one.
    await studio.tab('Fit').click();
    await weigher.selectOption({ label: 'None' });
    await studio.train();
    const plain = (await studio.history()).history;
    expect(plain.weighted_accuracy).toEqual(plain.accuracy);

    await studio.reload();
    await studio.tab('Fit').click();
    await expect.poll(() => weigher.locator('option:checked').innerText()).toBe('None');
    studio.expectClean();
  });
});
