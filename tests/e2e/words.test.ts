/** Words all the way: a messy file of texts to a model that answers what is typed, kept over a reload and in a file. */
import { describe, expect, it } from 'vitest';
import { csvFile, fileOf, Studio } from '../support/studio';

const GLAD = ['a lovely welcome', 'warm, fresh bread', 'friendly people; a wonderful view', 'the best soup in town'];
const SORRY = ['a cold room', 'rude staff, "so slow"', 'stale bread and dirty floors', 'the worst night in years'];

/** Reviews with quotes, commas, line ends, emoji, and a gap now and then. */
function reviews(rows = 160): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const glad = (i * 7) % 13 < 6;
    const said = (glad ? GLAD : SORRY)[i % 4] ?? '';
    const text = `Day ${i % 9}: ${said}${i % 3 === 0 ? '\nand then we left' : ''}${i % 5 === 0 ? ' 😀👩‍👩‍👧' : ''}, ${i % 2 === 0 ? 'mother' : 'a friend'} said`;
    return `"${i % 40 === 39 ? '' : text.replaceAll('"', '""')}",${glad ? 'glad' : 'sorry'}`;
  });
  return `what they wrote,mood\r\n${lines.join('\r\n')}\r\n`;
}

const typed = (studio: Studio) => studio.dock.getByLabel('what they wrote');
const verdict = (studio: Studio) => studio.dock.getByText(/^(glad|sorry) \d+(\.\d+)?% sure$/);

/** Asks the shown run about two texts nobody wrote. */
async function asks(studio: Studio): Promise<void> {
  await studio.tab('Predict').click();
  await typed(studio).fill('A wonderful view, lovely and warm!');
  await expect.poll(() => verdict(studio).innerText()).toMatch(/^glad/);
  await typed(studio).fill('so rude, so cold, the worst floors');
  await expect.poll(() => verdict(studio).innerText()).toMatch(/^sorry/);
}

describe('a file of texts', () => {
  it('is read, trained on, looked at, asked, and is still there after a reload and from a file', async () => {
    const studio = await Studio.open();
    const { page } = studio;
    await studio.chooseFiles(csvFile('reviews.csv', reviews()));
    await studio.dataScreen.getByText('160 rows · 2 columns', { exact: false }).waitFor();
    const becomes = studio.dataScreen.getByRole('combobox', { name: 'What becomes of what they wrote' });
    await expect.poll(() => becomes.locator('option:checked').innerText()).toBe('text, as words');
    await studio.dataScreen.getByText(/“what they wrote” is read as text/).waitFor();
    await studio.dataScreen.getByRole('cell', { name: '😀👩‍👩‍👧' }).first().waitFor();
    await studio.closeData();
    await expect
      .poll(() => studio.layers())
      .toEqual(['TextVectorization', 'Embedding', 'GlobalAveragePooling1D', 'Dense', 'Dense']);

    await studio.card('TextVectorization').click();
    const vocabulary = studio.inspector.getByRole('region', { name: 'Vocabulary' });
    await vocabulary
      .getByRole('listitem')
      .filter({ hasText: /^said$/ })
      .waitFor();
    await vocabulary.getByRole('button', { name: 'Keep it in the project' }).click();
    await vocabulary.getByText('Kept in the project', { exact: false }).waitFor();

    await studio.setFit({ epochs: 40, backend: 'cpu' });
    await studio.train();
    expect((await studio.evaluate('test')).accuracy).toBeGreaterThan(0.8);
    await studio.tab('Predictions').click();
    await studio.dock
      .getByRole('button', { name: /glad.*glad/ })
      .first()
      .click();
    await studio.dock
      .getByRole('cell', { name: /^Day \d+: / })
      .first()
      .waitFor();
    await asks(studio);

    const saved = await studio.downloading(() => page.keyboard.press('Control+s'));
    await studio.reload();
    await asks(studio);

    const other = await Studio.open();
    await other.openProjectFile(await fileOf(saved));
    await other.card('TextVectorization').waitFor();
    await asks(other);
    studio.expectClean();
    other.expectClean();
  });

  it('in the letters of an older computer keeps its accents', async () => {
    const studio = await Studio.open();
    const rows = Array.from(
      { length: 40 },
      (_, i) => `"Très bien, déjà ${i} fois à l'été";${i % 2 === 0 ? 'où' : 'là'}`,
    );
    const buffer = Buffer.from(`texte;côté\n${rows.join('\n')}\n`, 'latin1');
    await studio.chooseFiles({ name: 'ete.csv', mimeType: 'text/csv', buffer });
    await studio.dataScreen.getByRole('cell', { name: "Très bien, déjà 0 fois à l'été" }).waitFor();
    const becomes = studio.dataScreen.getByRole('combobox', { name: 'What becomes of texte' });
    await expect.poll(() => becomes.inputValue()).toBe('text');
    studio.expectClean();
  });
});

describe('a layer of words in the wrong place', () => {
  it('is told at the layer, as a stack and as a graph, and the fix settles it', async () => {
    const studio = await Studio.open();
    await studio.openData();
    await studio.dataScreen.getByRole('button', { name: /^Sentences/ }).click();
    await studio.dataScreen.getByRole('heading', { name: 'Sentences (made up)', level: 2 }).waitFor();
    await studio.closeData();
    await studio.card('TextVectorization').waitFor();
    await studio.searchLayer('StringLookup');
    const told = 'StringLookup reads the data before the model runs: put it right behind an input.';
    await studio.stack.getByText(told).waitFor();
    await studio.tab('Graph').click();
    await studio.inspector.getByText(`Error: ${told}`).waitFor();
    await studio.inspector.getByRole('button', { name: 'Remove it' }).click();
    await studio.tab('Stack').click();
    await expect.poll(() => studio.stack.getByText(told).count()).toBe(0);
    studio.expectClean();
  });
});
