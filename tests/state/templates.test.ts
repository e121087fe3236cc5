/** Laws of templates: on any data each is refused with a reason, or gives a model that fits, in one undoable step. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { PreparedData } from '../../src/data/prepared';
import { feedModel } from '../../src/engine/feeds';
import { graphFault } from '../../src/graph/topology';
import { APPLICATIONS, beginWith, beginWithApplication, TEMPLATES } from '../../src/state/templates';
import { setup } from '../engine/support';
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

/** The first of the built-in digits: all pixels as bytes, then a label each. */
async function someDigits(rows: number): Promise<PreparedData> {
  const bytes = await readFile(new URL('../../public/data/digits.bin', import.meta.url));
  const labels = bytes.subarray((bytes.length / 65) * 64);
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  return {
    rows,
    inputs: [
      { name: 'input', shape: [8, 8, 1], dtype: 'float32', data: Float32Array.from(bytes.subarray(0, 64 * rows)) },
    ],
    targets: [{ name: 'digit', shape: [], dtype: 'int32', data: Int32Array.from(labels.subarray(0, rows)) }],
    parts: { train: all, validation: all.subarray(0, 16), test: all.subarray(0, 0) },
    features: [],
    target: { column: 'digit', task: 'multiclass' },
    inputKind: 'image',
    key: 'digits',
  };
}

describe('templates that rebuild images', () => {
  const images = kinds[5] as (typeof kinds)[number];

  it.each(['u-net', 'autoencoder', 'seq2seq', 'two-heads'])('%s is compared with pixels from 0 to 1', async (id) => {
    const studio = await studioOn(images);
    expect(beginWith(studio, id).ok).toBe(true);
    const { model, fit } = studio.document.getState().document;
    expect(fit.y?.map((y, i) => [y, fit.y_scale?.[i] ?? 1])).toContainEqual(['input', 1 / 255]);
    const scales = Object.values(model.layers).filter((l) => l.className === 'Rescaling');
    expect(scales.map((l) => l.config.scale)).toEqual([1 / 255]);
    beginWith(studio, 'mlp');
    expect(studio.document.getState().document.fit).not.toHaveProperty('y_scale');
  });

  it('begin with a loss below 1 that falls: U-Net on digits', async () => {
    const studio = await studioOn(images);
    beginWith(studio, 'u-net');
    const { model, compile, fit } = studio.document.getState().document;
    const fed = feedModel(await someDigits(64), model, fit);
    const spec = { ...fit, epochs: 3, batch_size: 16, shuffle: false };
    const { history } = await setup(model, compile, fed, { fit: spec }).session.run(null, false);
    const losses = history.logs.loss as readonly number[];
    expect(losses[0]).toBeLessThan(1);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
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
