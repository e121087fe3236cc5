/** The group "Reads" of an Input: columns are chosen by name, the shape follows, and an input given nothing has a way on. */
import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Sketch } from '../../../src/graph/sketch';
import { nodeOf } from '../../../src/graph/topology';
import type { Studio } from '../../../src/state';
import type { DataFacts } from '../../../src/state/data-facts';
import { LayerTab } from '../../../src/ui/features/inspector/layer-tab';
import { doing, drawInStudio, idleStudio, violations } from './render';

const COLUMNS = ['age', 'income', 'height', 'weight'];

const FACTS: DataFacts = {
  key: 'people',
  rows: 20,
  inputKind: 'vector',
  inputs: [{ name: 'input', shape: [4], dtype: 'float32' }],
  targets: [{ name: 'target', shape: [1], dtype: 'float32' }],
  features: COLUMNS.map((column, offset) => ({ column, offset, size: 1, encoding: 'none' })),
  target: { column: 'y', task: 'regression' },
  weights: [],
  parts: { train: 16, validation: 2, test: 2 },
  largestIndex: null,
  blankRows: 0,
};

/** Two inputs of two numbers each on data of four columns; the first is selected. */
function studioWithTwoInputs(): Studio {
  const studio = idleStudio();
  const s = new Sketch();
  const joined = s.call('Concatenate', {}, s.input([2], 'float32', 'left'), s.input([2], 'float32', 'right'));
  studio.edit.setModel(s.model(s.call('Dense', { units: 1 }, joined)), 'Two inputs');
  studio.data.store.setState({ status: 'ready', facts: FACTS });
  return studio;
}

const inputLayer = (studio: Studio, input: number): string => {
  const { model } = studio.document.getState().document;
  return nodeOf(model, model.inputs[input] ?? '').layer;
};

const reads = (host: HTMLElement): HTMLElement => {
  const found = host.querySelector<HTMLElement>('[data-reads]');
  if (!found) throw new Error('There is no group.');
  return found;
};

const field = (host: HTMLElement, name: string): HTMLSelectElement => {
  const label = [...reads(host).querySelectorAll('label')].find((l) => l.textContent === name);
  if (!(label?.control instanceof HTMLSelectElement)) throw new Error(`Nothing is called ${name}.`);
  return label.control;
};

const press = (host: HTMLElement, name: string): Promise<void> =>
  doing(async () => {
    const found = [...reads(host).querySelectorAll('button')].find((b) => b.textContent === name);
    if (!found) throw new Error(`There is no button ${name}.`);
    await userEvent.click(found);
  });

it('chooses columns by name and takes the choice back', async () => {
  const studio = studioWithTwoInputs();
  studio.select(inputLayer(studio, 0));
  const { host } = await drawInStudio(<LayerTab />, studio);
  await expect.poll(() => host.querySelector('[data-reads]')).not.toBeNull();
  const x = () => studio.document.getState().document.fit.x;
  const shape = () => studio.edit.object({ kind: 'layer', layer: inputLayer(studio, 0) }).config.shape;

  // Nothing chosen yet: the problem is told on the layer, the group has the way on.
  expect(host.querySelector('[data-problem="input-shape"]')).not.toBeNull();
  expect([...field(host, 'from').options].map((o) => o.label)).toEqual(COLUMNS);
  await press(host, 'Read age to income');
  expect(x()).toEqual([[0, 2], null]);
  expect(host.querySelector('[data-problem="input-shape"]')).toBeNull();

  await doing(() => userEvent.selectOptions(field(host, 'to'), 'height'));
  expect(x()).toEqual([[0, 3], null]);
  expect(shape()).toEqual([3]);
  // A first column past the last takes the last along.
  await doing(() => userEvent.selectOptions(field(host, 'from'), 'weight'));
  expect(x()).toEqual([[3, 4], null]);
  expect(field(host, 'to').selectedOptions[0]?.label).toBe('weight');
  expect(reads(host).textContent).toContain('1 of 4 columns: weight.');

  await doing(() => studio.run('edit.undo'));
  expect(shape()).toEqual([3]);
  expect(field(host, 'to').selectedOptions[0]?.label).toBe('height');

  await doing(() => studio.select(inputLayer(studio, 1)));
  await press(host, 'Read age to income');
  expect(reads(host).textContent).toContain('No input reads weight.');
});

it.each(['light', 'dark'])('is accessible in %s, columns that went away included', async (theme) => {
  document.documentElement.dataset.theme = theme;
  const studio = studioWithTwoInputs();
  studio.select(inputLayer(studio, 0));
  const { host } = await drawInStudio(<LayerTab />, studio);
  await expect.poll(() => host.querySelector('[data-reads]')).not.toBeNull();
  expect(await violations(host)).toEqual([]);
  await doing(() => studio.edit.setFit({ x: [[3, 7], null] }));
  expect(reads(host).querySelector('[role="alert"]')?.textContent).toMatch(/has 4 columns.*columns 4 to 7/);
  expect(await violations(host)).toEqual([]);
  await press(host, 'Read all 4 columns');
  expect(reads(host).querySelector('[role="alert"]')).toBeNull();
});

it('is not there for a single input that reads everything', async () => {
  const studio = idleStudio();
  studio.data.store.setState({ status: 'ready', facts: FACTS });
  studio.select(inputLayer(studio, 0));
  const { host } = await drawInStudio(<LayerTab />, studio);
  expect(host.textContent).toContain('Input');
  await doing(() => studio.edit.setFit({ x: [[0, 2]] }));
  await expect.poll(() => host.querySelector('[data-reads]')).not.toBeNull();
  await doing(() => studio.run('edit.undo'));
  expect(host.querySelector('[data-reads]')).toBeNull();
});
