/** The graph as a person uses it: cards by the words they have for everybody, wires by where they end. */
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { middle, restingBox } from './pointer';
import type { Studio } from './studio';

export class Graph {
  readonly page: Page;

  private constructor(readonly studio: Studio) {
    this.page = studio.page;
  }

  /** Shows the graph of an open studio. */
  static async of(studio: Studio): Promise<Graph> {
    await studio.tab('Graph').click();
    const graph = new Graph(studio);
    await graph.canvas.waitFor();
    return graph;
  }

  get canvas(): Locator {
    return this.page.getByRole('application', { name: 'Graph of the model' });
  }

  /** The card of a layer by its name, of its nth call. */
  card(name: string, call?: number): Locator {
    const which = call === undefined ? '' : `call ${call} of`;
    return this.canvas.getByRole('button', { name: new RegExp(`^\\w+ ${name}; ?${which}`) }).first();
  }

  /** What each card says it reads, by layer, in order of the model. */
  async reads(): Promise<{ readonly [name: string]: string }> {
    const labels = await this.canvas
      .locator('[data-spoken]')
      .evaluateAll((spoken) => spoken.map((words) => words.textContent ?? ''));
    return Object.fromEntries(
      labels.map((label) => [label.split(';')[0]?.split(' ')[1] ?? '', /reads ([^;]*)/.exec(label)?.[1] ?? '']),
    );
  }

  /** Waits until a card says something of itself. */
  async expectSays(name: string, words: string): Promise<void> {
    await expect.poll(() => this.card(name).locator('[data-spoken]').textContent()).toContain(words);
  }

  async expectReads(wanted: { readonly [name: string]: string }): Promise<void> {
    await expect.poll(() => this.reads()).toMatchObject(wanted);
  }

  /** A port of a card: `out:0`, `in:1`. */
  port(name: string, port: string): Locator {
    return this.card(name).locator('xpath=..').locator(`[data-port="${port}"]`);
  }

  /** Draws a wire from a card's output to another card with the mouse, and lets go when the hint says `said`. */
  async wire(from: string, to: string, said: string): Promise<void> {
    const start = await middle(this.port(from, 'out:0'));
    const end = await middle(this.card(to));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 6, start.y + 8, { steps: 3 });
    await this.page.mouse.move(end.x, end.y, { steps: 10 });
    await this.canvas.getByRole('status').filter({ hasText: said }).waitFor();
    await this.page.mouse.up();
  }

  /** Draws a wire from a card's output to nowhere, by so much, and chooses the layer that is to read it. */
  async drawOn(from: string, by: { readonly x: number; readonly y: number }, layer: string): Promise<void> {
    const start = await middle(this.port(from, 'out:0'));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + by.x, start.y + by.y, { steps: 6 });
    await this.canvas.getByRole('status').getByText('Let go to add a layer here').waitFor();
    await this.page.mouse.up();
    await this.choose(/^Add a layer that reads this/, layer);
  }

  /** Drags a layer of the palette to a point between two cards. */
  async dropBetween(layer: string, above: string, below: string): Promise<void> {
    const chip = this.studio.palette.getByRole('button', { name: layer, exact: true });
    await chip.scrollIntoViewIfNeeded();
    await this.carryBetween(chip, above, below, `Insert ${layer} between`);
  }

  /** Drags a card onto the wire between two others. */
  dragBetween(card: string, above: string, below: string): Promise<void> {
    return this.carryBetween(this.card(card), above, below, `Insert between ${above} and ${below}`);
  }

  /** Drags something to a point between two cards, and lets go when the canvas says what that will do. */
  private async carryBetween(what: Locator, above: string, below: string, said: string): Promise<void> {
    const start = await middle(what);
    const a = await restingBox(this.card(above));
    const b = await restingBox(this.card(below));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 12, start.y + 4, { steps: 3 });
    await this.page.mouse.move(a.x + a.width / 2, (a.y + a.height + b.y) / 2, { steps: 12 });
    await this.canvas.getByRole('status').getByText(said).waitFor();
    await this.page.mouse.up();
  }

  /** Presses keys one after another. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Chooses from the list that is open by typing. */
  async choose(title: RegExp, words: string): Promise<void> {
    const list = this.page.getByRole('dialog', { name: title });
    await this.studio.focused(list.getByRole('combobox'));
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Enter');
    await list.waitFor({ state: 'hidden' });
  }

  /** Begins with a template. */
  async template(name: string): Promise<void> {
    await this.studio.run('Begin with a template or an application …');
    const models = this.page.getByRole('dialog', { name: 'Begin with a model' });
    await models.getByRole('button', { name }).click();
    await models.waitFor({ state: 'hidden' });
  }
}
