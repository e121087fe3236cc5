/** The main job on a table of one's own: a messy file, by dialog and by drop, to a trained model that answers. */

import { describe, expect, it } from 'vitest';
import { csvFile, numberOf, Studio } from '../support/studio';

const ROWS = 160;
const CITIES = ['Oslo', 'Bergen', 'Tromsø'];

/** German spreadsheet style: byte order mark, semicolons, decimal commas, quotes within quotes, gaps, a free text. */
function sheet(): string {
  const lines = ['"Größe ""cm""";Stadt;Alter;Notiz;Ergebnis;class'];
  for (let i = 0; i < ROWS; i++) {
    const size = 150 + ((i * 37) % 50) + ((i * 13) % 10) / 10;
    const city = CITIES[i % 3] ?? '';
    const age = i % 11 === 0 ? '' : String(20 + ((i * 7) % 45));
    const note = i % 4 === 0 ? `"said ""hm""; then, number ${i}\nleft"` : `row ${i}`;
    const answer = size > 174 ? 'tall' : 'short';
    lines.push(`${size.toFixed(1).replace('.', ',')};${city};${age};${note};${i % 5};${answer}`);
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

describe('a messy table of one’s own', () => {
  it('is chosen in the file dialog, understood, trained on, evaluated, and answers a form', async () => {
    const studio = await Studio.open();
    const { page } = studio;
    await studio.chooseFiles(csvFile('people.csv', sheet()));
    await studio.dataScreen.getByRole('heading', { name: 'people', exact: false, level: 2 }).waitFor();
    await studio.dataScreen.getByText(/160 rows · 6 columns · semicolon/).waitFor();
    const target = studio.dataScreen.getByRole('combobox', { name: 'Column to predict' });
    await expect.poll(() => target.inputValue()).toBe('class');
    const becomes = (column: string) => studio.dataScreen.getByRole('combobox', { name: `What becomes of ${column}` });
    await expect.poll(() => becomes('Größe "cm"').locator('option:checked').innerText()).toMatch(/standardise/);
    await expect.poll(() => becomes('Stadt').locator('option:checked').innerText()).toBe('one-hot');
    await studio.dataScreen.getByRole('cell', { name: 'Tromsø' }).first().waitFor();
    await studio.dataScreen.getByText(/15 cells are missing/).waitFor();
    await studio.dataScreen.getByText(/begins with a byte order mark/).waitFor();
    await becomes('Ergebnis').selectOption({ label: 'leave out' });
    await studio.closeData();

    await studio.setFit({ epochs: 25, backend: 'cpu' });
    await studio.train();
    expect((await studio.evaluate('test')).accuracy).toBeGreaterThan(0.8);

    await studio.tab('Predict').click();
    const form = studio.dock.getByRole('form', { name: 'A row to predict' });
    const verdict = studio.dock.getByText(/^(tall|short) \d+(\.\d+)?% sure$/);
    await form.getByLabel('Größe "cm"').fill('199');
    await expect.poll(() => verdict.innerText()).toMatch(/^tall/);
    await form.getByLabel('Größe "cm"').fill('150,5');
    await form.getByLabel('Stadt').selectOption('Bergen');
    await expect.poll(() => verdict.innerText()).toMatch(/^short/);
    // A row of the data comes with its truth; once it is changed, that is no longer its truth.
    const truth = studio.dock.getByText(/^true: (tall|short)/);
    await studio.dock.getByRole('button', { name: 'Next row' }).click();
    await studio.dock.getByText(/^validation row 1 of \d+$/).waitFor();
    await truth.waitFor();
    await form.getByLabel('Größe "cm"').fill('199');
    await expect.poll(() => truth.count()).toBe(0);
    await expect.poll(() => verdict.innerText()).toMatch(/^tall/);
    await studio.reload();
    await page.getByRole('region', { name: 'Data', exact: true }).getByText('people').waitFor();
    studio.expectClean();
  });

  it('is dropped on the page, and numbers are estimated in their own unit', async () => {
    const studio = await Studio.open();
    const lines = ['area\trooms\tprice'];
    for (let i = 0; i < ROWS; i++) {
      const area = 30 + ((i * 29) % 120);
      const rooms = 1 + (i % 5);
      lines.push(`${area}\t${rooms}\t${3000 * area + 20_000 * rooms}`);
    }
    await studio.dropFiles({
      name: 'flats.tsv',
      mimeType: 'text/tab-separated-values',
      buffer: Buffer.from(lines.join('\n')),
    });
    await studio.dataScreen.getByText(/160 rows · 3 columns · tab/).waitFor();
    const target = studio.dataScreen.getByRole('combobox', { name: 'Column to predict' });
    await expect.poll(() => target.inputValue()).toBe('price');
    await studio.closeData();
    await studio.setFit({ epochs: 60, batch_size: 16, backend: 'cpu' });
    await studio.train();
    const scores = await studio.evaluate('test');
    expect(scores.r2_score).toBeGreaterThan(0.9);

    await studio.tab('Predict').click();
    const form = studio.dock.getByRole('form', { name: 'A row to predict' });
    await form.getByLabel('area').fill('100');
    await form.getByLabel('rooms').fill('3');
    const answer = studio.dock.getByText(/^[\d.,]+k? price$/);
    await expect
      .poll(async () => numberOf((await answer.innerText()).replaceAll(',', '').replace(' price', '')), {
        timeout: 30_000,
      })
      .toSatisfy((price: number) => Math.abs(price - 360_000) < 60_000);
    await studio.tab('Predictions').click();
    await studio.dock.getByText(/mean absolute/).waitFor();
    studio.expectClean();
  });
});
