/** A model nobody has worked on follows its data; one that somebody has is theirs. Either way one undo goes back. */

import { afterAll, describe, expect, it } from 'vitest';
import type { Studio } from '../../src/state';
import { closeWorkers, testStudio, until } from './support';

afterAll(closeWorkers);

async function iris(): Promise<Studio> {
  const studio = await testStudio();
  await studio.data.use({ kind: 'builtin', name: 'iris' });
  await studio.data.settled();
  return studio;
}

/** Does something to the data and waits until its shape is known. */
async function changing(studio: Studio, act: () => void): Promise<void> {
  const { facts } = studio.data.store.getState();
  act();
  await until(studio.data.store, (s) => s.status === 'ready' && s.facts !== facts);
}

const document = (studio: Studio) => studio.document.getState().document;
const errors = (studio: Studio) => studio.problems().filter((p) => p.severity === 'error');

describe('an untouched model', () => {
  it('fits the data after a column is left out, keeps what was set for fit, and one undo takes both back', async () => {
    const studio = await iris();
    studio.edit.setFit({ epochs: 7 });
    const before = document(studio);
    await changing(studio, () => studio.edit.setColumns(['sepal_width'], { type: 'ignore' }));
    expect(errors(studio)).toEqual([]);
    expect(document(studio).fit.epochs).toBe(7);
    const after = document(studio);
    await changing(studio, () => studio.edit.undo());
    expect(document(studio)).toEqual(before);
    expect(errors(studio)).toEqual([]);
    await changing(studio, () => studio.edit.redo());
    expect(document(studio)).toEqual(after);
  });

  it('that gives way to another takes the selection with it', async () => {
    const studio = await testStudio();
    const [, layer] = Object.keys(document(studio).model.layers);
    studio.select(layer ?? null);
    expect(studio.view.getState().selected).toBe(layer);
    await changing(studio, () => void studio.data.use({ kind: 'builtin', name: 'iris' }));
    expect(studio.view.getState().selected).toBeNull();
    expect(studio.commands.map(({ id }) => studio.command(id).label)).toContain('Remove layer');
  });

  it('gets a loss for numbers when a number is to be predicted', async () => {
    const studio = await iris();
    await changing(studio, () => studio.edit.setTarget('petal_width', 'regression'));
    expect(document(studio).compile.losses[0]?.className).toBe('MeanSquaredError');
    expect(errors(studio)).toEqual([]);
  });
});

describe('a model somebody has worked on', () => {
  it('stays as it is, and the way to adapt it is offered', async () => {
    const studio = await iris();
    studio.edit.insertLayer({ className: 'Dropout', config: { rate: 0.2 } }, 1);
    const { model } = document(studio);
    await changing(studio, () => studio.edit.setColumns(['sepal_width'], { type: 'ignore' }));
    expect(document(studio).model).toBe(model);
    const [found] = errors(studio);
    expect(found?.code).toBe('input-shape');
    const [fix] = found?.fixes ?? [];
    if (fix) studio.applyFix(fix);
    expect(errors(studio)).toEqual([]);
  });
});
