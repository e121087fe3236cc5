/** Several optimizers: which weights each trains is chosen by layer, changed as a pattern, and taken away again. */
import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { object, sequential } from '../../../src/graph/build';
import { CompileTab } from '../../../src/ui/features/inspector/compile-tab';
import { startingSpec } from '../../../src/ui/starting-config';
import { doing, drawInStudio, idleStudio, violations } from './render';

it('gives the weights of a layer an optimizer of their own', async () => {
  const studio = idleStudio();
  studio.edit.setModel(sequential([4], [object('Dense', { units: 3 }), object('Dense', { units: 1 })]), 'model');
  studio.edit.replaceObject({ kind: 'optimizer' }, startingSpec('optimizer', 'MultiOptimizer'));
  const { host } = await drawInStudio(<CompileTab />, studio);
  const map = () => studio.edit.object({ kind: 'optimizer' }).config.optimizer_map;
  const press = (name: RegExp) =>
    doing(async () => {
      const all = [...document.querySelectorAll<HTMLElement>('button, [role="menuitem"]')];
      const found = all.find((b) => name.test(b.getAttribute('aria-label') ?? b.textContent ?? ''));
      if (!found) throw new Error(`Nothing is called ${name}.`);
      await userEvent.click(found);
    });
  await press(/^Add one for some weights/);
  await press(/dense_1/);
  expect(map()).toMatchObject({ config: { optimizer_map: { '(.*/)?dense_1/.*': 'adam' } } });
  const choice = host.querySelector<HTMLSelectElement>('select[aria-label="Optimizer 1"]');
  const pattern = host.querySelector<HTMLInputElement>('input[aria-label^="Weights of optimizer 1"]');
  if (!choice || !pattern) throw new Error('There is no row for the optimizer.');
  expect([...choice.options].map((o) => o.value)).not.toContain('MultiOptimizer');
  await doing(() => userEvent.selectOptions(choice, 'SGD'));
  await doing(async () => {
    await userEvent.fill(pattern, '.*kernel');
    await userEvent.keyboard('{Enter}');
  });
  expect(map()).toMatchObject({ config: { optimizer_map: { '.*kernel': expect.anything() as unknown } } });
  expect(JSON.stringify(map())).toMatch(/sgd/i);
  expect(await violations(host)).toEqual([]);
  await press(/^Remove optimizer 1/);
  expect(map()).toMatchObject({ config: { optimizer_map: {} } });
  expect(host.querySelector('input[aria-label^="Weights of optimizer"]')).toBeNull();
});
