/** Laws of models inside models: they are saved, checked, hashed and edited like everything else. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json';
import { object, sequential } from '../../src/graph/build';
import { newDocument } from '../../src/graph/defaults';
import { addLayer, renameLayer, setOutputs } from '../../src/graph/edit';
import { runFingerprint } from '../../src/graph/hash';
import { readDocument } from '../../src/graph/migrate';
import type { ModelGraph } from '../../src/graph/model';
import { modelFault, nestedGraph, nestedModel, setNestedGraph, setNestedInput } from '../../src/graph/nested';
import { LIMITS } from '../../src/graph/schema';

const inner = (units = 3): ModelGraph => sequential([4], [object('Dense', { units }), object('ReLU')]);
const outer = (graph = inner()): ModelGraph => sequential([4], [nestedModel(graph), object('Dense', { units: 1 })]);

function only(graph: ModelGraph, className: string) {
  const layer = Object.values(graph.layers).find((l) => l.className === className);
  if (!layer) throw new Error(`There is no ${className}.`);
  return layer;
}

function fingerprint(model: ModelGraph): string {
  const { compile, fit } = newDocument({ id: 'x', model });
  return runFingerprint({ model, compile, fit, callbacks: [] }, 'data');
}

describe('a nested model', () => {
  it('is Sequential where it is a chain, else Functional', () => {
    const chain = inner();
    expect(nestedModel(chain).className).toBe('Sequential');
    const [first] = chain.nodes;
    const branch = addLayer(chain, object('Dense', { units: 3 }), [{ node: first?.id ?? '', index: 0 }]);
    const forked = setOutputs(branch.graph, [...chain.outputs, { node: branch.node, index: 0 }]);
    expect(nestedModel(forked).className).toBe('Functional');
    const model = outer();
    const layer = only(model, 'Sequential');
    expect(only(setNestedGraph(model, layer.id, forked), 'Functional').id).toBe(layer.id);
  });

  it('is taken out as it was put in', () => {
    const graph = inner();
    expect(nestedGraph(nestedModel(graph))).toBe(graph);
    const model = outer(graph);
    const layer = only(model, 'Sequential');
    expect(setNestedGraph(model, layer.id, graph)).toBe(model);
    const other = inner(5);
    expect(nestedGraph(only(setNestedGraph(model, layer.id, other), 'Sequential'))).toBe(other);
    expect(() => setNestedGraph(model, only(model, 'Dense').id, other)).toThrow(RangeError);
  });

  it('is made for inputs of another shape, inside wrappers too', () => {
    const inner = sequential([4], [object('Dense', { units: 3 })]);
    const { className, config } = nestedModel(inner);
    const wrapped = object('TimeDistributed', { layer: { className, config } });
    for (const [spec, name] of [[nestedModel(inner), 'Sequential'] as const, [wrapped, 'TimeDistributed'] as const]) {
      const model = sequential([6], [spec]);
      const resized = setNestedInput(model, only(model, name).id, 0, [6]);
      expect(JSON.stringify(resized)).toBe(JSON.stringify(model).replaceAll('"shape":[4]', '"shape":[6]'));
    }
    const plain = sequential([4], [object('Dense', { units: 3 })]);
    expect(() => setNestedInput(plain, only(plain, 'Dense').id, 0, [6])).toThrow(RangeError);
  });

  it('is saved and read with the document, inside wrappers too', () => {
    const wrapped = sequential([5, 4], [object('TimeDistributed', { layer: nestedModel(inner()) as unknown as Json })]);
    for (const model of [outer(), outer(outer()), wrapped]) {
      const document = newDocument({ id: 'p', model });
      expect(readDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: document });
    }
  });

  it('that is no graph makes the document damaged, and says where', () => {
    const graph = inner();
    const broken = [
      { ...graph, nodes: graph.nodes.toReversed() },
      { ...graph, layers: {} },
      { ...graph, outputs: 'none' },
    ];
    for (const bad of broken) {
      const model = outer(bad as unknown as ModelGraph);
      expect(readDocument(newDocument({ id: 'p', model }))).toMatchObject({
        problem: {
          code: 'document-damaged',
          received: expect.stringMatching(/^In (sequential|functional): /) as string,
        },
      });
    }
  });

  it('cannot be nested without end, nor hide more nodes than a model may have', () => {
    let deep = inner();
    for (let i = 0; i < LIMITS.nesting; i++) deep = outer(deep);
    expect(modelFault(deep)).toBeNull();
    expect(modelFault(outer(deep))).toContain('nested deeper');
    const wide = sequential([4], new Array(LIMITS.nodes / 2).fill(object('ReLU')));
    expect(modelFault(outer(wide))).toBeNull();
    expect(modelFault(sequential([4], [nestedModel(wide), nestedModel(wide)]))).toContain('more than');
  });

  it('counts for a run by what it computes, not by ids and names', () => {
    const model = outer(inner());
    expect(fingerprint(outer(inner()))).toBe(fingerprint(model));
    expect(fingerprint(outer(inner(4)))).not.toBe(fingerprint(model));
    const graph = inner();
    const renamed = renameLayer(graph, only(graph, 'Dense').id, 'other');
    if (!renamed.ok) throw new Error('The name is free.');
    expect(fingerprint(outer(renamed.value))).toBe(fingerprint(model));
  });
});
