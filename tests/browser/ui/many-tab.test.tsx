/** Several chosen cards: what they are together, and what is done to all of them in one step that can be undone. */
import { expect, it } from 'vitest';
import { loadGraphActions } from '../../../src/state';
import ManyTab from '../../../src/ui/features/inspector/many-tab';
import { doing, drawInStudio, idleStudio, violations } from './render';

it('counts and weighs chosen cards, freezes those with weights in one step, and lets them learn again', async () => {
  await loadGraphActions();
  const studio = idleStudio();
  const model = () => studio.document.getState().document.model;
  const chosen = model().nodes.filter((n) => /Conv2D|Flatten/.test(model().layers[n.layer]?.className ?? ''));
  studio.view.setState({ canvas: 'graph', picked: chosen.map((n) => n.id), selected: chosen[0]?.layer ?? null });
  const { host } = await drawInStudio(<ManyTab />, studio);
  const press = (label: string): Promise<void> =>
    doing(() => [...host.querySelectorAll('button')].find((b) => b.textContent === label)?.click());
  const frozen = (): string[] =>
    Object.values(model().layers).flatMap((l) => (l.config.trainable === false ? [l.className] : []));

  expect(host.textContent).toContain('3 cards chosen');
  expect(host.textContent).toContain('2 Conv2D, Flatten');
  expect(host.textContent).toContain('4,800 trainable, 0 not');
  expect(await violations(host)).toEqual([]);
  await press('Freeze');
  expect(frozen()).toEqual(['Conv2D', 'Conv2D']);
  expect(host.textContent).toContain('0 trainable, 4,800 not');
  await press('Unfreeze');
  expect(frozen()).toEqual([]);
  await doing(() => studio.run('edit.undo'));
  expect(frozen()).toEqual(['Conv2D', 'Conv2D']);
  await doing(() => studio.run('edit.undo'));
  expect(frozen()).toEqual([]);
});
