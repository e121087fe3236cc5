/** Laws of templates: on any data each is refused with a reason, or gives a model that fits, in one undoable step. */
import { afterEach, describe, expect, it } from 'vitest';
import { graphFault } from '../../src/graph/topology';
import { APPLICATIONS, beginWith, beginWithApplication, TEMPLATES } from '../../src/state/templates';
import { kinds, studioOn } from './facts';
import { closeWorkers } from './support';

afterEach(closeWorkers);

const SEQUENCE = kinds.filter((k) => k.name !== 'large images');

describe.each(SEQUENCE)('templates on $name', (kind) => {
  it.each(TEMPLATES.map((t) => t.id))('%s', async (id) => {
    const studio = await studioOn(kind);
    const before = studio.document.getState().document;
    const made = beginWith(studio, id);
    if (!made.ok) {
      expect(made.problem.message).toMatch(/^Needs .+\.$/);
      expect(studio.document.getState().document).toBe(before);
      return;
    }
    const { model, compile } = studio.document.getState().document;
    expect(graphFault(model)).toBeNull();
    expect(studio.problems().map((p) => p.message)).toEqual([]);
    expect(compile.losses).toHaveLength(model.outputs.length);
    // What was made for the data needs no adapting to it.
    expect(studio.proposal()?.changes ?? []).toEqual([]);
    studio.edit.undo();
    expect(studio.document.getState().document).toBe(before);
  });
});

describe('templates', () => {
  it('are known by ids and names of their own, one sentence each', () => {
    expect(new Set(TEMPLATES.map((t) => t.id)).size).toBe(TEMPLATES.length);
    expect(new Set(TEMPLATES.map((t) => t.name)).size).toBe(TEMPLATES.length);
    for (const { summary } of TEMPLATES) expect(summary).toMatch(/\.$/);
  });

  it('leave feeds of an earlier template behind', async () => {
    const studio = await studioOn(kinds[1] as (typeof kinds)[number]);
    beginWith(studio, 'two-tower');
    expect(studio.document.getState().document.fit.x).toHaveLength(2);
    beginWith(studio, 'mlp');
    expect(studio.document.getState().document.fit).not.toHaveProperty('x');
  });
});

describe('applications', () => {
  it('become one card with an answer for the data, images enlarged where they are too small', async () => {
    const studio = await studioOn(kinds[5] as (typeof kinds)[number]);
    const info = APPLICATIONS.find((a) => a.name === 'MobileNetV2');
    expect(info && (await beginWithApplication(studio, info))).toEqual({ ok: true, value: null });
    const { model } = studio.document.getState().document;
    const classes = model.nodes.map((n) => model.layers[n.layer]?.className);
    expect(classes).toEqual(['InputLayer', 'Resizing', 'Rescaling', 'Functional', 'Dense']);
    expect(studio.problems().map((p) => p.message)).toEqual([]);
  });

  it('are refused for data without images', async () => {
    const studio = await studioOn(kinds[0] as (typeof kinds)[number]);
    const [info] = APPLICATIONS;
    expect(info && (await beginWithApplication(studio, info)).ok).toBe(false);
  });
});
