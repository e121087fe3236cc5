/** Files as they should not be: each gets its message where it was given, offers a way on, and costs nothing. */

import { describe, expect, it } from 'vitest';
import { bar, png, zip } from '../support/pictures';
import { csvFile, type GivenFile, Studio } from '../support/studio';

const rows = (n: number, row: (i: number) => string): string => Array.from({ length: n }, (_, i) => row(i)).join('\n');

const classOf = (i: number): string => (i % 2 === 0 ? 'left' : 'right');

/** Gives files, and waits for what the data screen says about them. */
async function told(studio: Studio, file: GivenFile | readonly GivenFile[], message: RegExp): Promise<void> {
  await studio.chooseFiles(...[file].flat());
  await studio.dataScreen.getByText(message).first().waitFor();
}

describe('a table that cannot be read', () => {
  it('says why, and the data there was stays', async () => {
    const studio = await Studio.open();
    await studio.chooseData('Iris');
    await told(studio, csvFile('empty.csv', ''), /empty\.csv is empty/);
    await told(studio, csvFile('head.csv', 'a,b,class\n'), /has a header but no rows below it/);
    await told(
      studio,
      { ...csvFile('book.csv', ''), buffer: zip({ 'sheet.xml': Buffer.from('<x/>') }) },
      /a zip archive or a workbook, not text/,
    );
    await told(
      studio,
      csvFile('quote.csv', `a,class\n1,"x\n${rows(20, (i) => `${i},y`)}`),
      /A quote is opened and never closed/,
    );
    const way = studio.dataScreen.getByRole('button', { name: 'Read quotes as ordinary characters' });
    await way.click();
    await studio.dataScreen.getByText(/21 rows · 2 columns/).waitFor();
    // One undo, and the flowers are back.
    await studio.dataScreen.getByRole('button', { name: /^Undo/ }).click();
    await studio.dataScreen.getByText(/150 rows · 5 columns/).waitFor();
    await studio.closeData();
    await expect.poll(() => studio.layers()).toEqual(['Dense', 'Dense', 'Dense']);
    studio.expectClean();
  });
});

describe('a table with faults', () => {
  it('is read all the same, and says what was done about them', async () => {
    const studio = await Studio.open();
    const good = (i: number): string => `${i},${(i * 3) % 7},${classOf(i)}`;
    await told(
      studio,
      csvFile('ragged.csv', `a,b,class\n${rows(40, good)}\n1,2\n1,2,left,9,9`),
      /2 rows have too few or too many cells/,
    );
    await studio.dataScreen.getByText(/42 rows/).waitFor();
    await studio.dataScreen.getByRole('button', { name: 'Leave them out' }).click();
    await studio.dataScreen.getByText(/40 rows/).waitFor();

    await told(
      studio,
      csvFile('words.csv', `a,b,class\n${rows(40, good)}\nn/k,?!,left`),
      /Column a holds numbers, but 1 of its cells is text and counts? as missing/,
    );
    await studio.dataScreen.getByRole('button', { name: 'Treat the column as categories' }).first().waitFor();

    await told(studio, csvFile('twice.csv', `a,a,class\n${rows(40, good)}`), /Some columns had the same name/);
    await told(
      studio,
      csvFile('hollow.csv', `a,b,class\n${rows(40, (i) => `${i},,${classOf(i)}`)}`),
      /Column b is empty/,
    );
    const latin = Buffer.from(`größe,b,class\n${rows(40, (i) => `${i},é,${classOf(i)}`)}`, 'latin1');
    await told(studio, { ...csvFile('latin.csv', ''), buffer: latin }, /not UTF-8; it was read as windows-1252/);
    await studio.dataScreen.getByRole('columnheader', { name: /größe/ }).waitFor();
    studio.expectClean();
  });

  it('whose target says nothing, or a class once only, is told before training', async () => {
    const studio = await Studio.open();
    await told(
      studio,
      csvFile('same.csv', `a,b,class\n${rows(40, (i) => `${i},${(i * 3) % 7},same`)}`),
      /40 rows · 3 columns/,
    );
    await studio.dataScreen.getByRole('combobox', { name: 'Column to predict' }).selectOption('class');
    await studio.dataScreen.getByText(/Every row has the same class, so there is nothing to learn/).waitFor();
    await studio.closeData();
    await studio.toggle.click();
    await studio.notice(/Every row has the same class/).waitFor();

    await told(
      studio,
      csvFile('rare.csv', `a,b,class\n${rows(40, (i) => `${i},${(i * 3) % 7},${classOf(i)}`)}\n5,5,unicorn`),
      /“unicorn” has only one row/,
    );
    await studio.dataScreen.getByRole('button', { name: 'Leave this class out' }).click();
    await studio.dataScreen.getByText(/one of 2 classes/).waitFor();
    await studio.closeData();
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    studio.expectClean();
  });
});

describe('images with faults', () => {
  const picture = (name: string, buffer: Buffer): { readonly [path: string]: Buffer } => ({ [name]: buffer });
  const archive = (...files: readonly { readonly [path: string]: Buffer }[]): GivenFile => ({
    name: 'pictures.zip',
    mimeType: 'application/zip',
    buffer: zip(Object.assign({}, ...files) as { [path: string]: Buffer }),
  });
  const good = Array.from({ length: 12 }, (_, i) =>
    picture(`${i % 2 ? 'up' : 'flat'}/${i}.png`, png(12, 12, bar(i % 2 === 1, 2 + (i % 8)))),
  );

  it('that cannot be decoded, are a single pixel or of mixed sizes are named', async () => {
    const studio = await Studio.open();
    const torn = png(12, 12, bar(true, 5)).subarray(0, 50);
    await told(
      studio,
      archive(
        ...good,
        picture('up/torn.png', torn),
        picture(
          'flat/dot.png',
          png(1, 1, () => 200),
        ),
      ),
      /1 image could not be decoded and was left out/,
    );
    await studio.dataScreen.getByText(/1 image is a single pixel wide or high/).waitFor();
    await studio.dataScreen.getByText(/The images differ in size/).waitFor();
    await studio.dataScreen
      .getByText(/13 images/)
      .first()
      .waitFor();
    // The way of fitting them is one press, too.
    await studio.dataScreen.getByRole('button', { name: 'Keep all, with margins' }).click();
    await expect.poll(() => studio.dataScreen.getByRole('radio', { name: 'Contain' }).isChecked()).toBe(true);
    studio.expectClean();
  });

  it('of one class only are shown, and training on them is refused with the reason', async () => {
    const studio = await Studio.open();
    await told(studio, archive(...good.filter((_, i) => i % 2 === 0)), /All images are of one class, flat/);
    await told(
      studio,
      { ...archive(), buffer: archive(...good).buffer.subarray(0, 300) },
      /The archive cannot be read|cannot be decoded|no image/i,
    );
    studio.expectClean();
  });
});
