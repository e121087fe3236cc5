/** Laws of reading documents from outside: what was written reads the same, and nothing else is taken for a document. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/mini';
import { object, sequential } from '../../src/graph/build';
import type { ColumnSpec, DataSpec, ImageSpec, SplitSpec, TableSpec } from '../../src/graph/data-spec';
import { newDocument } from '../../src/graph/defaults';
import type { CompileSpec, FitSpec, ProjectDocument } from '../../src/graph/document';
import { readDocument } from '../../src/graph/migrate';
import type { compileSchema, dataSchema, documentSchema, fitSchema } from '../../src/graph/schema';
import { anyGraph } from './support';

/** A document with every optional part. */
function full(model = sequential([4], [object('Dense', { units: 3, activation: 'softmax' })])): ProjectDocument {
  return newDocument({
    id: 'p1',
    name: 'Everything',
    model,
    data: {
      source: { kind: 'table', datasetId: 'd1', fileName: 'my.csv' },
      split: { kind: 'random', validation: 0.1, test: 0.2, seed: 7, keepCopiesTogether: false },
      table: {
        columns: [{ name: 'age', type: 'number', encoding: 'log-standardize', missing: 'median' }],
        target: 'age',
        task: 'regression',
        excludeClasses: ['x'],
      },
      image: { width: 2, height: 3, channels: 3, fit: 'contain', task: 'classification', excludeClasses: [] },
    },
    compile: {
      optimizer: object('SGD', { learning_rate: { className: 'CosineDecay', config: { decay_steps: 10 } } }),
      losses: [object('Huber', { delta: 2 })],
      lossWeights: [0.5],
      metrics: [[object('accuracy')]],
      weightedMetrics: [[object('AUC')]],
    },
    fit: { ...newDocument({ id: 'f', model }).fit, y: ['target', 'input'], y_scale: [null, 1 / 255] },
    callbacks: [object('EarlyStopping', { patience: 3 })],
    layout: { l1: { x: 3, y: 4.5 } },
  });
}

describe('a document', () => {
  it('reads as it was written', () => {
    fc.assert(
      fc.property(anyGraph, (model) => {
        const document = full(model);
        expect(readDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: document });
      }),
    );
  });

  it('has no field the schema would drop', () => {
    expectTypeOf<keyof z.infer<typeof documentSchema>>().toEqualTypeOf<keyof ProjectDocument>();
    expectTypeOf<keyof z.infer<typeof compileSchema>>().toEqualTypeOf<keyof CompileSpec>();
    expectTypeOf<keyof z.infer<typeof fitSchema>>().toEqualTypeOf<keyof FitSpec>();
    type Data = z.infer<typeof dataSchema>;
    expectTypeOf<keyof Data>().toEqualTypeOf<keyof DataSpec>();
    expectTypeOf<keyof NonNullable<Data['table']>>().toEqualTypeOf<keyof TableSpec>();
    expectTypeOf<keyof NonNullable<Data['table']>['columns'][number]>().toEqualTypeOf<keyof ColumnSpec>();
    expectTypeOf<keyof NonNullable<Data['image']>>().toEqualTypeOf<keyof ImageSpec>();
    expectTypeOf<keyof Data['split']>().toEqualTypeOf<keyof SplitSpec>();
  });

  it('of a newer version is refused as such', () => {
    expect(readDocument({ ...full(), version: 2, anything: 'new' })).toMatchObject({
      problem: { code: 'document-newer' },
    });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readDocument(value).ok).toBe(false);
      }),
    );
  });

  it('with any one field damaged is refused, and says where', () => {
    const json = JSON.parse(JSON.stringify(full())) as Record<string, unknown>;
    for (const field of Object.keys(json)) {
      const read = readDocument({ ...json, [field]: { not: ['what', 'it', 'was'] } });
      if (field === 'layout') continue;
      expect(read, field).toMatchObject({ problem: { code: 'document-damaged' } });
    }
    expect(readDocument({ ...json, fit: { ...(json.fit as object), epochs: -1 } })).toMatchObject({
      problem: { received: expect.stringContaining('fit.epochs') as string },
    });
  });

  it('whose model is no graph is refused', () => {
    const { model } = full();
    const broken = [
      { ...model, nodes: model.nodes.toReversed() },
      { ...model, outputs: [{ node: 'nowhere', index: 0 }] },
      { ...model, layers: {} },
      { ...model, nodes: [...model.nodes, ...model.nodes] },
    ];
    for (const m of broken) expect(readDocument(full(m))).toMatchObject({ problem: { code: 'document-damaged' } });
  });

  it('cannot reach prototypes', () => {
    const text = JSON.stringify(full()).replace('"layout":{', '"layout":{"__proto__":{"polluted":true},');
    expect(readDocument(JSON.parse(text))).toMatchObject({ ok: false });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('cannot be deeper or larger than any honest one', () => {
    let deep: object = {};
    for (let i = 0; i < 100; i++) deep = { deep };
    expect(readDocument({ ...full(), layout: deep })).toMatchObject({
      problem: { received: expect.stringContaining('deep') as string },
    });
  });
});
