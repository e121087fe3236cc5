/** Sample weights in a project: what is said of them, that each fix works, and that the choice follows the outputs. */
import { afterEach, describe, expect, it } from 'vitest';
import { object } from '../../src/graph/build';
import { setInput } from '../../src/graph/edit';
import { readDocument } from '../../src/graph/migrate';
import { Sketch } from '../../src/graph/sketch';
import type { DataClient } from '../../src/rpc/client/data-client';
import type { PreparedData } from '../../src/rpc/train-client';
import { createStudio, type Studio } from '../../src/state';
import { sampleWeights, withSampleWeight } from '../../src/state/weight-fit';
import { kinds, prepared } from './facts';
import { closeWorkers, testDeps } from './support';

afterEach(closeWorkers);

const documentOf = (s: Studio) => s.document.getState().document;
const codes = (s: Studio) => s.problems().map((p) => p.code);
const chosen = (s: Studio) => {
  const { facts } = s.data.store.getState();
  if (!facts) throw new Error('There is no data.');
  return sampleWeights(documentOf(s), facts);
};

/** A studio on data of two classes with columns of weights, of a mean each. */
async function studioWith(columns: { readonly [name: string]: number }): Promise<Studio> {
  const kind = kinds.find((k) => k.name === 'a table of two classes');
  if (!kind) throw new Error('no such data');
  const data = prepared(kind);
  const weights: PreparedData['weights'] = Object.entries(columns).map(([name, mean]) => ({
    name,
    shape: [],
    dtype: 'float32',
    data: new Float32Array(data.rows).fill(mean),
  }));
  const dataClient = {
    call: async (method: string) =>
      method === 'prepare'
        ? { ...data, weights }
        : method === 'describe'
          ? { name: '', columns: [], problems: [] }
          : [],
    stop: () => undefined,
  } as unknown as DataClient;
  const studio = createStudio({ ...testDeps(), dataClient, database: null });
  await studio.start();
  await studio.data.settled();
  studio.applyStarter();
  return studio;
}

/** The problem of a code is there, and each of its fixes makes it go away. */
function settled(studio: Studio, code: string, fixes: number): void {
  const found = studio.problems().find((p) => p.code === code);
  expect(found?.fixes).toHaveLength(fixes);
  for (const fix of found?.fixes ?? []) {
    studio.edit.seal();
    studio.applyFix(fix);
    expect(codes(studio)).not.toContain(code);
    studio.edit.undo();
    expect(codes(studio)).toContain(code);
  }
}

function twoOutputs(studio: Studio): void {
  const s = new Sketch();
  const x = s.input([4]);
  const ends = ['left', 'right'].map((name) => s.named(name, 'Dense', { units: 1, activation: 'sigmoid' }, x));
  studio.edit.change('Two outputs', (d) => ({
    ...d,
    model: s.model(...ends),
    compile: { ...d.compile, losses: ends.map(() => object('BinaryCrossentropy')), metrics: [[], []] },
  }));
}

describe('sample weights', () => {
  it('weigh every output by the first column until something else is chosen', async () => {
    const studio = await studioWith({ u: 1, v: 1 });
    expect(codes(studio)).toEqual([]);
    expect(chosen(studio)).toEqual(['u']);
    twoOutputs(studio);
    expect(chosen(studio)).toEqual(['u', 'u']);
  });

  it('of one output are chosen alone, and what is usual is not written down', async () => {
    const studio = await studioWith({ u: 1, v: 1 });
    twoOutputs(studio);
    const { facts } = studio.data.store.getState();
    if (!facts) throw new Error('no facts');
    const before = documentOf(studio);
    const choose = (output: number, column: string | null) =>
      studio.edit.change('', (d) => ({ ...d, fit: withSampleWeight(d, facts, output, column) }));
    choose(1, 'v');
    expect(documentOf(studio).fit.sample_weight).toEqual(['u', 'v']);
    choose(0, null);
    expect(chosen(studio)).toEqual([null, 'v']);
    expect(readDocument(JSON.parse(JSON.stringify(documentOf(studio))))).toEqual({
      ok: true,
      value: documentOf(studio),
    });
    choose(0, 'u');
    choose(1, 'u');
    expect(documentOf(studio).fit).toEqual(before.fit);
    expect(withSampleWeight(before, facts, 0, 'u')).toBe(before.fit);
    expect(chosen(await studioWith({}))).toEqual([null]);
  });

  it('stay with their output when the model is changed, and a new output is weighed like the first', async () => {
    const studio = await studioWith({ u: 1, v: 1 });
    twoOutputs(studio);
    studio.edit.setFit({ sample_weight: [null, 'v'] });
    const { alignOutputs } = await import('../../src/state/output-compile');
    const document = documentOf(studio);
    const [left, right] = document.model.outputs;
    if (!left || !right) throw new Error('no outputs');
    const aligned = (outputs: (typeof left)[]) =>
      alignOutputs(document, { ...document.model, outputs }).fit.sample_weight;
    expect(aligned([right, left])).toEqual(['v', null]);
    expect(aligned([right])).toEqual(['v']);
    expect(aligned([right, left, { node: right.node, index: 1 }])).toEqual(['v', null, null]);
    expect(alignOutputs(document, setInput(document.model, 0, [5])).fit).toBe(document.fit);
  });

  it('that are no column any more are a problem with ways on', async () => {
    const studio = await studioWith({ u: 1 });
    studio.edit.setFit({ sample_weight: ['gone'] });
    settled(studio, 'sample-weight-column', 2);
  });

  it('beside class weights are refused, as in Keras, with a way to keep either', async () => {
    const studio = await studioWith({ u: 1 });
    studio.edit.setFit({ class_weight: { '0': 1, '1': 2 } });
    settled(studio, 'weights-twice', 2);
    twoOutputs(studio);
    settled(studio, 'class-weight-outputs', 1);
    expect(codes(studio)).not.toContain('weights-twice');
    const without = await studioWith({});
    without.edit.setFit({ class_weight: { '0': 1, '1': 2 } });
    expect(codes(without)).toEqual([]);
  });

  it('far from 1 are told, until the loss is divided by them', async () => {
    const studio = await studioWith({ u: 250 });
    expect(studio.problems()).toMatchObject([{ code: 'weights-scale', severity: 'warning' }]);
    settled(studio, 'weights-scale', 1);
    expect(codes(await studioWith({ u: 0.001 }))).toEqual(['weights-scale']);
    expect(codes(await studioWith({ u: 3 }))).toEqual([]);
  });
});

describe('weighted metrics', () => {
  it('are edited beside metrics, each change one step', async () => {
    const studio = await studioWith({ u: 1 });
    const before = documentOf(studio);
    studio.edit.addMetric(object('Precision'), 0, true);
    studio.edit.setArgument({ kind: 'metric', output: 0, index: 0, weighted: true }, 'thresholds', 0.3);
    expect(documentOf(studio).compile.weightedMetrics).toEqual([[object('Precision', { thresholds: 0.3 })]]);
    expect(documentOf(studio).compile.metrics).toBe(before.compile.metrics);
    studio.edit.removeMetric(0, 0, true);
    expect(documentOf(studio).compile.weightedMetrics).toEqual([[]]);
    for (let i = 0; i < 3; i++) studio.edit.undo();
    expect(documentOf(studio)).toBe(before);
  });

  it('that do not fit are told and mended in their own list', async () => {
    const studio = await studioWith({ u: 1 });
    studio.edit.addMetric(object('MeanSquaredError'), 0, true);
    expect(studio.problems()).toMatchObject([{ code: 'metric-target', where: 'compile.weighted_metrics.0.0' }]);
    settled(studio, 'metric-target', 2);
  });
});
