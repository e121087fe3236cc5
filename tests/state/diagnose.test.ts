/** What stands between a model and its data is found before training, and the fixes offered mend it. */

import { afterAll, describe, expect, it } from 'vitest';
import { closeWorkers, testStudio } from './support';

afterAll(closeWorkers);

describe('an answer with more axes than the target', () => {
  it('is an error at the layer that answers, and inserting Flatten mends it', async () => {
    const studio = await testStudio();
    const flatten = Object.values(studio.document.getState().document.model.layers).find(
      (layer) => layer.className === 'Flatten',
    );
    studio.edit.removeLayer(flatten?.id ?? '');
    const [found, ...others] = studio.problems().filter((p) => p.severity === 'error');
    expect(others).toEqual([]);
    expect(found?.code).toBe('output-rank');
    expect(studio.document.getState().document.model.layers[found?.where ?? '']?.className).toBe('Dense');
    const [fix] = found?.fixes ?? [];
    if (fix) studio.applyFix(fix);
    expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
  });

  it('is mended step by step when no layer has units', async () => {
    const studio = await testStudio();
    const layers = () => Object.values(studio.document.getState().document.model.layers);
    for (const name of ['Flatten', 'Dense']) {
      studio.edit.removeLayer(layers().find((layer) => layer.className === name)?.id ?? '');
    }
    for (let step = 0; step < 3; step++) {
      const [fix] = studio.problems().find((p) => p.severity !== 'info')?.fixes ?? [];
      if (fix) studio.applyFix(fix);
    }
    expect(studio.problems()).toEqual([]);
    expect(layers().map((layer) => layer.className)).toEqual(expect.arrayContaining(['Flatten', 'Dense']));
  });
});
