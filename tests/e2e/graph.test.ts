/** Models that branch: built on the canvas by mouse and by keyboard, trained, several outputs, nested models. */
import { describe, expect, it } from 'vitest';
import { accessibilityViolations as axe } from '../support/app';
import { Graph } from '../support/graph';
import { restingBox } from '../support/pointer';
import { Studio } from '../support/studio';

async function onIris(options?: Parameters<typeof Studio.open>[0]): Promise<{ studio: Studio; graph: Graph }> {
  const studio = await Studio.open(options);
  await studio.chooseData('Iris');
  return { studio, graph: await Graph.of(studio) };
}

describe('the graph by mouse', () => {
  it('gets a residual block, which trains', async () => {
    const { studio, graph } = await onIris();
    await graph.expectReads({ dense: 'input_layer', dense_1: 'dense', dense_2: 'dense_1' });
    await graph.dropBetween('Add', 'dense_1', 'dense_2');
    await graph.expectReads({ add: 'dense_1', dense_2: 'add' });
    await graph.wire('dense', 'add', 'Connect to add');
    await graph.expectReads({ add: 'dense_1 and dense' });
    await graph.expectSays('add', 'output (None, 16)');

    await studio.setFit({ epochs: 4, backend: 'cpu' });
    await studio.train();
    const { history } = await studio.history();
    expect(history.loss).toHaveLength(4);
    expect(history.loss?.at(-1)).toBeLessThan(history.loss?.[0] ?? 0);
    studio.expectClean();
  });

  it('is drawn from nothing, wire by wire: the output goes along, and what does not fit is mended at its card', async () => {
    const { studio, graph } = await onIris();
    await graph.canvas.focus();
    await graph.keys('Control+a', 'Delete');
    await graph.expectReads({ input_layer: '' });
    await graph.drawOn('input_layer', { x: 10, y: 50 }, 'dense');
    await graph.drawOn('dense', { x: 0, y: 50 }, 'dense');
    await graph.expectReads({ dense_1: 'dense' });
    await graph.canvas.getByRole('button', { name: 'Set units to 3' }).click();
    await graph.canvas.getByRole('button', { name: 'Set activation to softmax' }).click();
    await graph.expectSays('dense_1', 'output (None, 3)');
    await graph.expectSays('dense_1', 'output of the model');
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    expect((await studio.history()).history.loss).toHaveLength(2);
    studio.expectClean();
  });

  it('says while dragging why a wire cannot be, and takes it nowhere', async () => {
    const { studio, graph } = await onIris();
    await graph.expectReads({ dense_2: 'dense_1' });
    const before = await graph.reads();
    await graph.wire('dense_2', 'dense', 'circle');
    await graph.canvas.getByRole('status').waitFor({ state: 'hidden' });
    expect(await graph.reads()).toEqual(before);
    // A wire that would not fit yet is drawn, with a way on.
    await graph.dropBetween('Add', 'dense', 'dense_1');
    await graph.wire('input_layer', 'add', 'do not match');
    await graph.expectReads({ add: 'dense and input_layer' });
    await graph.canvas.getByRole('button', { name: 'Concatenate instead' }).click();
    await graph.expectReads({ concatenate: 'dense and input_layer' });
    await studio.page.keyboard.press('Control+z');
    await studio.page.keyboard.press('Control+z');
    await graph.expectReads({ add: 'dense' });
    studio.expectClean();
  });

  it('moves cards, keeps where they were put, and tidies up', async () => {
    const { studio, graph } = await onIris();
    const card = graph.card('dense_1');
    const start = await restingBox(card);
    await graph.page.mouse.move(start.x + 60, start.y + 12);
    await graph.page.mouse.down();
    await graph.page.mouse.move(start.x + 200, start.y + 40, { steps: 8 });
    await graph.page.mouse.up();
    const away = async (): Promise<number> => ((await card.boundingBox())?.x ?? Number.NaN) - start.x;
    await expect.poll(away).toBeCloseTo(140, 0);
    await graph.canvas.getByRole('button', { name: 'Tidy up' }).click();
    await expect.poll(async () => Math.abs(await away())).toBeLessThan(3);
    studio.expectClean();
  });
});

describe('the graph by keyboard', () => {
  it('gets a residual block, which trains', async () => {
    const { studio, graph } = await onIris();
    await graph.canvas.focus();
    await graph.keys('ArrowDown', 'ArrowDown', 'ArrowDown');
    await studio.focused(graph.card('dense_1'));
    await graph.keys('i');
    await graph.choose(/^Insert after dense_1/, 'add');
    await graph.expectReads({ add: 'dense_1', dense_2: 'add' });
    await studio.focused(graph.card('add'));
    await graph.card('dense').focus();
    await graph.keys('Enter', 'c');
    await graph.choose(/^Connect dense to/, 'add');
    await graph.expectReads({ add: 'dense_1 and dense' });
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    expect((await studio.history()).history.loss).toHaveLength(2);
    studio.expectClean();
  });

  it('copies, groups, opens, leaves, takes apart and undoes all of it', async () => {
    const { studio, graph } = await onIris();
    await graph.expectReads({ dense_2: 'dense_1' });
    const before = await graph.reads();
    await graph.card('dense').focus();
    await graph.keys('Enter', 'Shift+ArrowDown', 'Control+c', 'Control+v');
    await graph.expectReads({ dense_3: 'dense_1', dense_4: 'dense_3', dense_2: 'dense_4' });
    await graph.keys('Control+g');
    await graph.expectReads({ sequential: 'dense_1', dense_2: 'sequential' });
    await graph.keys('Control+ArrowDown');
    await graph.expectReads({ dense_3: 'input_layer', dense_4: 'dense_3' });
    await graph.canvas.focus();
    await graph.keys('Control+ArrowUp');
    await studio.focused(graph.card('sequential'));
    await graph.expectReads({ sequential: 'dense_1' });
    await graph.keys('Control+Shift+g');
    await graph.expectReads({ dense_3: 'dense_1', dense_2: 'dense_4' });
    await graph.keys('Control+z', 'Control+z', 'Control+z');
    await expect.poll(() => graph.reads()).toEqual(before);
    studio.expectClean();
  });
});

describe('what a person of editors looks for', () => {
  it('is reached by keys: wires, sources, a card by its name; the focus goes with the choice', async () => {
    const { studio, graph } = await onIris();
    await graph.card('dense').focus();
    await graph.keys('Enter', 'w', 'w', 'i');
    await graph.choose(/^Insert between dense and dense_1/, 'dropout');
    await graph.expectReads({ dropout: 'dense', dense_1: 'dropout' });
    await graph.keys('f');
    await graph.choose(/^Go to a card/, 'dense_1');
    await studio.focused(graph.card('dense_1'));
    await graph.keys('Shift+C');
    await graph.choose(/^What dense_1 reads/, 'input');
    await graph.expectReads({ dense_1: 'input_layer' });
    // The dropout behind dense leads nowhere now: one press at its card takes it away.
    await graph.keys('f');
    await graph.choose(/^Go to a card/, 'dropout');
    await graph.canvas.getByRole('button', { name: 'Remove it' }).click();
    await graph.keys('f');
    await graph.choose(/^Go to a card/, 'dense_2');
    await graph.keys('c');
    await graph.choose(/^Connect dense_2 to/, 'dense');
    await studio.focused(graph.card('dense'));
    await graph.keys('Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowUp');
    const pressed = graph.canvas.locator('[data-main][aria-pressed="true"]');
    await expect.poll(() => pressed.count()).toBe(2);
    studio.expectClean();
  });

  it('is done by mouse: a card let go on a wire goes in, a cut wire heals, the canvas has a menu', async () => {
    const { studio, graph } = await onIris();
    const { page } = graph;
    await graph.canvas.click({ button: 'right', position: { x: 120, y: 140 } });
    await page.getByRole('menuitem', { name: 'Add a layer here' }).click();
    await graph.choose(/^Add a layer/, 'dropout');
    await graph.expectReads({ dropout: 'nothing' });
    await graph.dragBetween('dropout', 'dense', 'dense_1');
    await graph.expectReads({ dropout: 'dense', dense_1: 'dropout' });
    await graph.card('dense_1').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Disconnect from dropout' }).click();
    await graph.expectReads({ dense_1: 'nothing' });
    await graph.card('dense_1').click();
    await graph.canvas.getByRole('button', { name: 'Connect dropout to it' }).click();
    await graph.expectReads({ dense_1: 'dropout' });
    studio.expectClean();
  });
});

describe('large models from templates train', () => {
  it.each(['Residual network', 'U-Net', 'Transformer encoder'])('%s', async (name) => {
    const studio = await Studio.open();
    const graph = await Graph.of(studio);
    await graph.template(name);
    await expect.poll(async () => Object.keys(await graph.reads()).length).toBeGreaterThan(18);
    await studio.setFit({ epochs: 2, batch_size: 64 });
    await studio.train();
    const { history } = await studio.history();
    expect(history.loss).toHaveLength(2);
    expect(history.loss?.[1]).toBeLessThan(history.loss?.[0] ?? 0);
    studio.expectClean();
  });

  it('with two outputs, each with its own keys in History', async () => {
    const { studio, graph } = await onIris();
    await graph.template('Two heads');
    await studio.tab('Compile').click();
    await studio.inspector.getByRole('region', { name: 'Output answer' }).waitFor();
    await studio.inspector.getByRole('region', { name: 'Output rebuilt' }).waitFor();
    await studio.setFit({ epochs: 2, backend: 'cpu' });
    await studio.train();
    const { history } = await studio.history();
    expect(Object.keys(history).sort()).toEqual([
      'answer_accuracy',
      'answer_loss',
      'loss',
      'rebuilt_loss',
      'rebuilt_mean_absolute_error',
      'val_answer_accuracy',
      'val_answer_loss',
      'val_loss',
      'val_rebuilt_loss',
      'val_rebuilt_mean_absolute_error',
    ]);
    studio.expectClean();
  });
});

describe('the graph for everybody', () => {
  it.each(['light', 'dark'] as const)('has no faults axe finds, %s', async (colorScheme) => {
    const { studio, graph } = await onIris({ colorScheme });
    await graph.card('dense').click();
    expect(await axe(studio.page)).toEqual([]);
    await graph.template('Two heads');
    await graph.card('code').click();
    expect(await axe(studio.page)).toEqual([]);
    await studio.run('Begin with a template or an application …');
    await studio.page.getByRole('dialog', { name: 'Begin with a model' }).waitFor();
    expect(await axe(studio.page)).toEqual([]);
    studio.expectClean();
  });

  it('is whole on a phone', async () => {
    const studio = await Studio.open({ viewport: { width: 390, height: 844 } });
    const graph = await Graph.of(studio);
    await graph.card('conv2d').click();
    const { x, width } = await restingBox(graph.canvas);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    expect(await axe(studio.page)).toEqual([]);
  });
});
