/** The main job on images of one's own: a zip with a folder per class, and loose files with a table of labels. */

import { describe, expect, it } from 'vitest';
import { bar, png, zip } from '../support/pictures';
import { csvFile, type GivenFile, Studio } from '../support/studio';

const EACH = 24;

/** Bars of both kinds by path; sizes differ, as photographs' do. */
function pictures(): { readonly path: string; readonly standing: boolean; readonly bytes: Buffer }[] {
  return Array.from({ length: 2 * EACH }, (_, i) => {
    const standing = i % 2 === 0;
    const size = 12 + (i % 3) * 4;
    const bytes = png(size, size, bar(standing, 2 + ((i * 5) % (size - 4))));
    return { path: `${standing ? 'standing' : 'lying'}/bar ${i}.png`, standing, bytes };
  });
}

/** Makes the proposed model's training short and watches it learn the two kinds. */
async function learns(studio: Studio): Promise<void> {
  await studio.closeData();
  await studio.setFit({ epochs: 12, batch_size: 8, backend: 'cpu' });
  await studio.train();
  expect((await studio.evaluate('train')).accuracy).toBeGreaterThan(0.85);
}

describe('images of one’s own', () => {
  it('come as a zip with a folder per class, and a picture file is recognised afterwards', async () => {
    const studio = await Studio.open();
    const archive = zip(Object.fromEntries(pictures().map(({ path, bytes }) => [`bars/${path}`, bytes])));
    await studio.chooseFiles({ name: 'bars.zip', mimeType: 'application/zip', buffer: archive });
    await studio.dataScreen
      .getByText(/48 images/)
      .first()
      .waitFor();
    const classes = studio.dataScreen.getByRole('list', { name: 'Classes' });
    await classes.getByRole('button', { name: /Show all .*\bstanding\b/ }).waitFor();
    await classes.getByRole('button', { name: /Show all .*\blying\b/ }).click();
    await studio.dataScreen.getByRole('region', { name: 'Images of lying' }).getByRole('img').first().waitFor();
    await studio.dataScreen.getByText(/The images differ in size/).waitFor();
    await studio.dataScreen.getByRole('textbox', { name: 'width' }).fill('12');
    await studio.dataScreen.getByRole('textbox', { name: 'height' }).fill('12');
    await studio.dataScreen.getByText('(None, 12, 12, 1)').waitFor();
    await learns(studio);

    await studio.tab('Predict').click();
    const verdict = studio.dock.getByText(/^(standing|lying) \d+(\.\d+)?% sure$/);
    const give = (standing: boolean) =>
      studio.dock
        .locator('input[type=file]')
        .setInputFiles({ name: 'new.png', mimeType: 'image/png', buffer: png(16, 16, bar(standing, 7)) });
    await give(true);
    await expect.poll(() => verdict.innerText()).toMatch(/^standing/);
    await give(false);
    await expect.poll(() => verdict.innerText()).toMatch(/^lying/);
    await studio.dock.getByRole('button', { name: 'Next row' }).click();
    await studio.dock.getByText(/^true: (standing|lying)/).waitFor();
    await studio.dock
      .locator('input[type=file]')
      .setInputFiles({ name: 'torn.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
    await studio.notice('torn.png cannot be decoded as a picture.').waitFor();
    studio.expectClean();
  });

  it('come as files with a table of labels, and are still there after a reload', async () => {
    const studio = await Studio.open();
    const files: GivenFile[] = pictures().map(({ path, bytes }) => ({
      name: path.split('/')[1] ?? path,
      mimeType: 'image/png',
      buffer: bytes,
    }));
    const labels = pictures().map(({ path, standing }) => `${path.split('/')[1]},${standing ? 'up' : 'flat'}`);
    await studio.dropFiles(...files, csvFile('labels.csv', ['file,label', ...labels].join('\n')));
    const classes = studio.dataScreen.getByRole('list', { name: 'Classes' });
    await classes.getByRole('button', { name: /Show all .*\bup\b/ }).waitFor();
    await classes.getByRole('button', { name: /Show all .*\bflat\b/ }).waitFor();
    await learns(studio);
    await studio.reload();
    await studio.page
      .getByRole('region', { name: 'Data', exact: true })
      .getByText(/48 samples · 2 classes/)
      .waitFor();
    await studio.tab('Predictions').click();
    await studio.dock.getByRole('table', { name: /^Confusion matrix/ }).waitFor();
    studio.expectClean();
  });
});
