/** The studio as a person uses it: its places and controls, found by the roles and names they have for everybody. */

import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { type App, type AppOptions, openApp } from './app';
import { middle } from './pointer';

/** How long training may take: tests train little, but the machine may be busy and the GPU made of software. */
export const TRAINING_MS = 150_000;

/** Keras' History of a run, as its download holds it. */
export interface HistoryFile {
  readonly epoch: number[];
  readonly history: { readonly [key: string]: number[] };
  readonly events: readonly { readonly kind: string }[];
}

export interface FitChoices {
  readonly epochs?: number;
  readonly batch_size?: number;
  readonly seed?: number;
  readonly backend?: 'auto' | 'webgpu' | 'webgl' | 'cpu';
}

/** A file as a file dialog hands it over. */
export interface GivenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export const csvFile = (name: string, text: string): GivenFile => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

/** How a run ended, as the run bar says it. */
type Outcome = 'done' | 'stopped' | 'stopped early' | 'diverged' | 'failed' | 'interrupted';

export class Studio {
  readonly page: Page;

  private constructor(readonly app: App) {
    this.page = app.page;
  }

  /** Opens the studio in a fresh profile. */
  static async open(options: AppOptions = {}): Promise<Studio> {
    return Studio.on(await openApp(options));
  }

  /** The studio of a page, ready to be used. */
  static async on(app: App): Promise<Studio> {
    const studio = new Studio(app);
    await studio.ready();
    return studio;
  }

  /** Waits until the project is open. A narrow window has no room to say whether it is saved. */
  async ready(): Promise<void> {
    await this.toggle.waitFor();
    if ((this.page.viewportSize()?.width ?? 0) >= 1024) await this.saveState(/saved|not stored/).waitFor();
  }

  /** Loads the page anew, with everything of the project kept. */
  async reload(): Promise<void> {
    await this.saveState(/saved/).waitFor();
    await this.page.reload();
    await this.ready();
  }

  /** The word in the header that says how the project is kept. */
  saveState(word: RegExp): Locator {
    return this.page.getByRole('banner').getByText(new RegExp(`^(${word.source})$`));
  }

  // --- places -----------------------------------------------------------------------------------------------------------

  get dock(): Locator {
    return this.page.getByRole('region', { name: 'Training' });
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  get palette(): Locator {
    return this.page.getByRole('region', { name: 'Layers', exact: true });
  }

  get stack(): Locator {
    return this.page.getByRole('list', { name: 'Layers of the model' });
  }

  get notices(): Locator {
    return this.page.getByRole('region', { name: 'Notices' });
  }

  /** The data screen. */
  get dataScreen(): Locator {
    return this.page.getByRole('dialog').filter({ has: this.page.getByRole('button', { name: 'Use this data' }) });
  }

  /** The round button. */
  get toggle(): Locator {
    return this.dock.getByRole('button', { name: /^(Train|Pause|Go on|Stopping)$/ }).first();
  }

  /** The card of the nth layer of a class, counted from 0. */
  card(className: string, nth = 0): Locator {
    return this.stack.getByRole('button', { name: new RegExp(`^${className} ?[,;]`) }).nth(nth);
  }

  /** The gap before layer number `position` of the stack, counted from 0; -1 means the last. */
  gap(position: number): Locator {
    const buttons = this.stack.getByRole('button', { name: /^(Insert a layer at position|Add layer at the end)/ });
    return position < 0 ? buttons.last() : buttons.nth(position);
  }

  notice(text: string | RegExp): Locator {
    return this.notices.getByRole('listitem').filter({ hasText: text });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}( \\d+|has a problem)?$`) });
  }

  // --- reading ----------------------------------------------------------------------------------------------------------

  /** Classes of the layers of the stack, in order, the input left out. */
  async layers(): Promise<string[]> {
    const names = await this.stack
      .getByRole('button', { name: /, layer \d+ of \d+/ })
      .evaluateAll((cards) => cards.map((card) => card.textContent ?? ''));
    return names.map((name) => name.split(/ ?,/)[0] ?? '');
  }

  /** The epoch the run bar shows, and of how many. */
  async epoch(): Promise<{ readonly at: number; readonly of: number } | null> {
    const found = /epoch\s*(\d+)\s*\/\s*(\d+)/.exec(await this.dock.innerText());
    return found ? { at: Number(found[1]), of: Number(found[2]) } : null;
  }

  /** The number a metric of the run bar shows; shares as shares. */
  async metric(key: string): Promise<number> {
    const value = this.dock
      .locator('dl[aria-label="Current metrics"] > div')
      .filter({ has: this.page.locator('dt', { hasText: new RegExp(`^${key}$`) }) });
    return numberOf(await value.locator('dd').innerText());
  }

  /** The figures of an evaluated part. */
  async scores(part: 'test' | 'validation' | 'train'): Promise<{ readonly [key: string]: number }> {
    const section = this.dock.getByRole('region', { name: `Evaluation on the ${part} part` });
    const keys = await section.getByRole('term').allInnerTexts();
    const values = await section.getByRole('definition').allInnerTexts();
    return Object.fromEntries(keys.map((key, i) => [key, numberOf(values[i] ?? '')]));
  }

  /** History of the shown run, through its download. */
  async history(): Promise<HistoryFile> {
    const download = await this.downloading(() => this.run('Download History as JSON'));
    return JSON.parse(await textOf(download)) as HistoryFile;
  }

  /** The file that `act` makes the page download. */
  async downloading(act: () => Promise<void>): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
    return download;
  }

  // --- acting -----------------------------------------------------------------------------------------------------------

  /** Presses the key that searches layers, types, and takes the first one found. */
  async searchLayer(words: string): Promise<void> {
    const search = this.palette.getByRole('combobox', { name: 'Search layers' });
    const there = (): Promise<boolean> => search.evaluate((element) => element === document.activeElement);
    // A key pressed in the same moment in which a dialog closes may still be the dialog's.
    const press = async (): Promise<boolean> => {
      if (!(await there())) await this.page.keyboard.press('/');
      return there();
    };
    await expect.poll(press, { interval: 300 }).toBe(true);
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
  }

  /** Runs a command by its name in the command palette. */
  async run(command: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const commands = this.page.getByRole('dialog', { name: 'Commands' });
    await commands.getByRole('combobox').fill(command);
    await commands.getByRole('option', { name: command }).first().click();
    // Keys pressed before it is gone would still be its own.
    await commands.waitFor({ state: 'hidden' });
  }

  /** Chooses a data set by its name on the data screen and comes back to the studio. */
  async chooseData(name: string): Promise<void> {
    await this.openData();
    await this.dataScreen.getByRole('button', { name: new RegExp(`^${name} `) }).click();
    await this.dataScreen.getByRole('heading', { name, level: 2 }).waitFor();
    await this.closeData();
  }

  async openData(): Promise<void> {
    await this.page
      .getByRole('region', { name: 'Data', exact: true })
      .getByRole('button', { name: 'Change', exact: true })
      .click();
    await this.dataScreen.waitFor();
  }

  /** Waits until the chosen data is ready, and the model made for it: its name is known before. */
  async dataReady(): Promise<void> {
    await this.dataScreen.locator('[aria-busy="false"]').waitFor();
  }

  async closeData(): Promise<void> {
    await this.dataReady();
    await this.dataScreen.getByRole('button', { name: 'Use this data' }).click();
    await this.dataScreen.waitFor({ state: 'hidden' });
  }

  /** Gives files to the data screen's file dialog; the data screen stays open. */
  async chooseFiles(...files: readonly GivenFile[]): Promise<void> {
    if (!(await this.dataScreen.isVisible())) await this.openData();
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.dataScreen.getByRole('button', { name: 'Choose files' }).click(),
    ]);
    await chooser.setFiles([...files]);
  }

  /** Opens a project file by the menu. */
  async openProjectFile(file: GivenFile): Promise<void> {
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.projectMenu('Open a project file'),
    ]);
    await chooser.setFiles(file);
  }

  /** Chooses from the menu of projects and files. */
  async projectMenu(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Strata: projects and files' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Drops files on the page, as from a folder of the desktop. */
  async dropFiles(...files: readonly GivenFile[]): Promise<void> {
    const encoded = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, content: buffer.toString('base64') }));
    const transfer = await this.page.evaluateHandle((list) => {
      const made = new DataTransfer();
      for (const { name, mimeType, content } of list) {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        made.items.add(new File([bytes], name, { type: mimeType }));
      }
      return made;
    }, encoded);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', type, { dataTransfer: transfer });
    }
  }

  /** Sets arguments of fit. */
  async setFit({ epochs, batch_size, seed, backend }: FitChoices): Promise<void> {
    await this.tab('Fit').click();
    for (const [name, value] of Object.entries({ epochs, batch_size, seed })) {
      if (value !== undefined) await this.field(name).fill(String(value));
    }
    if (backend) await this.inspector.getByRole('combobox', { name: 'backend' }).selectOption(backend);
  }

  /** A field of the inspector by its label. */
  field(name: string): Locator {
    return this.inspector.getByRole('textbox', { name, exact: true });
  }

  /** Presses the round button and waits for how the run ends. */
  async train(outcome: Outcome = 'done'): Promise<void> {
    const progress = this.dock.getByRole('progressbar', { name: /^Progress of/ });
    const name = async (): Promise<string | null> =>
      (await progress.count()) > 0 ? progress.getAttribute('aria-label') : null;
    // What is shown until the new run is made may be another that ended the same way.
    const before = (await this.dock.getByText(outcome, { exact: true }).isVisible()) ? await name() : '';
    await this.toggle.click();
    await expect.poll(name).not.toBe(before);
    await this.ended(outcome);
  }

  async ended(outcome: Outcome = 'done'): Promise<void> {
    await this.dock.getByText(outcome, { exact: true }).waitFor({ timeout: TRAINING_MS });
  }

  /** Waits until so many epochs have begun. */
  async reached(epoch: number): Promise<void> {
    await expect
      .poll(async () => (await this.epoch())?.at ?? 0, { timeout: TRAINING_MS, interval: 100 })
      .toBeGreaterThanOrEqual(epoch);
  }

  /** Evaluates the shown run on a part and answers its figures. */
  async evaluate(part: 'test' | 'validation' | 'train' = 'test'): Promise<{ readonly [key: string]: number }> {
    await this.tab('Evaluate').click();
    const section = this.dock.getByRole('region', { name: `Evaluation on the ${part} part` });
    await section.getByRole('button').click();
    await section.getByRole('button', { name: 'Evaluate again' }).waitFor({ timeout: TRAINING_MS });
    return this.scores(part);
  }

  /** Waits until the keyboard's focus is on something. */
  async focused(target: Locator): Promise<void> {
    await expect.poll(() => target.evaluate((element) => element === document.activeElement)).toBe(true);
  }

  /** Drags a layer with the mouse into a gap of the stack, and lets go when the gap says that it is there. */
  async dragToGap(from: Locator, position: number): Promise<void> {
    await this.holdOverGap(from, position, / here$/);
    await this.page.mouse.up();
  }

  /** The first half of a drag: what was taken hangs over a gap of the stack, which says `said`. */
  async holdOverGap(from: Locator, position: number, said: RegExp): Promise<void> {
    const { y } = await this.hold(from, this.gap(position));
    const slot = this.stack.getByText(said);
    // On its way what is held opens other gaps; it is there when the open one is where the pointer is.
    const there = async (): Promise<boolean> => {
      const box = await slot.boundingBox();
      return box !== null && box.y - 30 < y && y < box.y + box.height + 30;
    };
    await expect.poll(there).toBe(true);
  }

  /** What was taken with the mouse hangs over the middle of `to`; answers where that is. */
  async hold(from: Locator, to: Locator): Promise<{ readonly x: number; readonly y: number }> {
    await from.scrollIntoViewIfNeeded();
    await to.scrollIntoViewIfNeeded();
    const end = await middle(to);
    const start = await middle(from);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 12, start.y + 4, { steps: 3 });
    await this.page.mouse.move(end.x, end.y, { steps: 12 });
    return end;
  }

  // --- leaving ----------------------------------------------------------------------------------------------------------

  /** Fails when the page logged an error that is not `expected`, or asked anybody else for anything. */
  expectClean(expected: RegExp = /^$/): void {
    expect(this.app.errors.filter((error) => !expected.test(error))).toEqual([]);
    expect(this.app.elsewhere).toEqual([]);
  }
}

/** `97.5%` as 0.975, `0.1234` as it is. */
export function numberOf(text: string): number {
  const value = Number(text.replace('%', ''));
  return text.includes('%') ? value / 100 : value;
}

/** A downloaded file, to be given to the page again. */
export async function fileOf(download: Download): Promise<GivenFile> {
  return {
    name: download.suggestedFilename(),
    mimeType: 'application/octet-stream',
    buffer: await readFile(await download.path()),
  };
}

export async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}
