/** sample_weight in the forms: nothing without a column of weights, one for all outputs or one for each, and what counts is said. */
import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { object } from '../../../src/graph/build';
import { Sketch } from '../../../src/graph/sketch';
import type { Studio } from '../../../src/state';
import type { DataFacts } from '../../../src/state/data-facts';
import { CompileTab } from '../../../src/ui/features/inspector/compile-tab';
import { FitTab } from '../../../src/ui/features/inspector/fit-tab';
import { doing, drawInStudio, idleStudio, violations } from './render';

const facts = (...weights: readonly string[]): DataFacts => ({
  key: weights.join(),
  rows: 20,
  inputKind: 'vector',
  inputs: [{ name: 'input', shape: [2], dtype: 'float32' }],
  targets: [{ name: 'target', shape: [1], dtype: 'float32' }],
  features: [],
  target: { column: 'y', task: 'regression' },
  weights: weights.map((name) => ({ name, mean: 1, zeros: 0 })),
  parts: { train: 16, validation: 2, test: 2 },
  largestIndex: null,
  blankRows: 0,
});

function studioOn(...weights: readonly string[]): Studio {
  const studio = idleStudio();
  const s = new Sketch();
  const x = s.input([2]);
  const model = s.model(...['left', 'right'].map((name) => s.named(name, 'Dense', { units: 1 }, x)));
  studio.edit.change('Two outputs', (d) => ({
    ...d,
    model,
    compile: { ...d.compile, losses: [object('MeanSquaredError'), object('MeanSquaredError')], metrics: [[], []] },
  }));
  studio.data.store.setState({ status: 'ready', facts: facts(...weights) });
  return studio;
}

const selectCalled = (host: HTMLElement, name: string): HTMLSelectElement | undefined =>
  [...host.querySelectorAll('select')].find(
    (select) => (select.getAttribute('aria-label') ?? select.labels?.[0]?.textContent) === name,
  );
const chosen = (studio: Studio) => studio.document.getState().document.fit.sample_weight;

it('chooses one column for all outputs, or one for each', async () => {
  const studio = studioOn('u', 'v');
  const { host } = await drawInStudio(<FitTab />, studio);
  const all = selectCalled(host, 'sample_weight') as HTMLSelectElement;
  expect([...all.options].map((o) => o.text)).toEqual(['None', 'u', 'v', 'for each output']);
  expect(all.selectedOptions[0]?.text).toBe('u');
  await doing(() => userEvent.selectOptions(all, 'v'));
  expect(chosen(studio)).toEqual(['v', 'v']);
  await doing(() => userEvent.selectOptions(all, 'for each output'));
  expect(chosen(studio)).toEqual(['v', 'v']);
  await doing(() =>
    userEvent.selectOptions(selectCalled(host, 'Sample weights of right') as HTMLSelectElement, 'None'),
  );
  expect(chosen(studio)).toEqual(['v', null]);
  expect(await violations(host)).toEqual([]);
  await doing(() => userEvent.selectOptions(all, 'u'));
  expect(chosen(studio)).toBeUndefined();
  expect(selectCalled(host, 'Sample weights of right')).toBeUndefined();
});

it('is not there without a column of weights; weighted metrics say what they lack', async () => {
  const studio = studioOn();
  const { host: fit } = await drawInStudio(<FitTab />, studio);
  expect(selectCalled(fit, 'sample_weight')).toBeUndefined();
  const { host: compile } = await drawInStudio(<CompileTab />, studio);
  const folded = [...compile.querySelectorAll('details')].at(-1);
  expect(folded?.open).toBe(false);
  expect(folded?.textContent).toContain('Nothing is weighed yet');
});

it('of an output says what its weighted metrics count by', async () => {
  const studio = studioOn('u', 'v');
  studio.edit.setFit({ sample_weight: ['v', null] });
  const { host } = await drawInStudio(<CompileTab />, studio);
  const left = host.querySelector('section[aria-label="Output left"]');
  expect(left?.textContent).toContain('Rows count by v, as in the loss.');
  expect(host.querySelector('section[aria-label="Output right"]')?.textContent).not.toContain('weighted_metrics');
  expect(await violations(host)).toEqual([]);
});
