/** Laws of editing: valid graphs stay valid, edits have inverses, and nothing that did not change is copied. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoName } from '../../src/base/naming';
import { object, sequential } from '../../src/graph/build';
import * as edit from '../../src/graph/edit';
import type { ModelGraph } from '../../src/graph/model';
import { consumersOf, graphFault, layerOf, liveNodes, toSequential } from '../../src/graph/topology';
import { anyGraph, apply, layerSpec, randomEdit, stackGraph } from './support';

const classes = (graph: ModelGraph): string[] => toSequential(graph)?.items.map((i) => i.layer.className) ?? [];

describe('every edit', () => {
  it('gives a valid graph', () => {
    fc.assert(
      fc.property(anyGraph, randomEdit, (graph, step) => {
        expect(graphFault(apply(graph, step))).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('leaves the graph it was given as it was', () => {
    fc.assert(
      fc.property(anyGraph, randomEdit, (graph, step) => {
        const before = structuredClone(graph);
        apply(graph, step);
        expect(graph).toEqual(before);
      }),
    );
  });

  it('keeps layers that it does not touch as the same objects', () => {
    fc.assert(
      fc.property(anyGraph, layerSpec, (graph, spec) => {
        const { graph: next } = edit.insertLayer(graph, spec, { output: 0 });
        for (const id of Object.keys(graph.layers)) expect(next.layers[id]).toBe(graph.layers[id]);
      }),
    );
  });
});

describe('insert', () => {
  it('followed by remove is the identity, anywhere in any graph', () => {
    fc.assert(
      fc.property(anyGraph, layerSpec, fc.nat(), (graph, spec, at) => {
        const node = graph.nodes[at % graph.nodes.length];
        if (!node) return;
        const made = edit.insertLayer(graph, spec, { after: node.id });
        expect(edit.removeNode(made.graph, made.node)).toEqual(graph);
        if (node.inputs.length === 0) return;
        const before = edit.insertLayer(graph, spec, { before: node.id, slot: at % node.inputs.length });
        expect(edit.removeNode(before.graph, before.node)).toEqual(graph);
      }),
    );
  });

  it('puts a layer of a stack at the position asked for, and the output follows the last', () => {
    fc.assert(
      fc.property(stackGraph, layerSpec, fc.nat(10), (graph, spec, at) => {
        const { graph: next, node } = edit.insertLayer(graph, spec, edit.placeInStack(graph, at));
        const want = classes(graph);
        want.splice(Math.min(at, want.length), 0, spec.className);
        expect(classes(next)).toEqual(want);
        if (at >= want.length - 1) expect(next.outputs).toEqual([{ node, index: 0 }]);
      }),
    );
  });

  it('gives every reader of a tensor the new layer, and no one else', () => {
    const graph = sequential([4], [object('Dense', { units: 3 }), object('ReLU')]);
    const [input, dense] = graph.nodes;
    if (!input || !dense) throw new Error('no nodes');
    const merged = edit.addLayer(graph, object('Add'), [
      { node: dense.id, index: 0 },
      { node: dense.id, index: 0 },
    ]);
    const made = edit.insertLayer(merged.graph, object('Dropout', { rate: 0.5 }), { after: dense.id });
    expect(consumersOf(made.graph, dense.id)).toEqual([{ kind: 'node', node: made.node, slot: 0 }]);
    expect(consumersOf(made.graph, made.node)).toHaveLength(3);
  });
});

describe('move', () => {
  it('there and back is the identity', () => {
    fc.assert(
      fc.property(stackGraph, fc.nat(), fc.nat(), (graph, a, b) => {
        const n = toSequential(graph)?.items.length ?? 0;
        if (n === 0) return;
        expect(edit.moveInStack(edit.moveInStack(graph, a % n, b % n), b % n, a % n)).toEqual(graph);
      }),
    );
  });

  it('does to a stack what moving does to a list', () => {
    fc.assert(
      fc.property(stackGraph, fc.nat(), fc.nat(), (graph, a, b) => {
        const want = classes(graph);
        if (want.length === 0) return;
        const [from, to] = [a % want.length, b % want.length];
        const [moved] = want.splice(from, 1);
        want.splice(to, 0, moved ?? '');
        expect(classes(edit.moveInStack(graph, from, to))).toEqual(want);
      }),
    );
  });
});

describe('names', () => {
  it('are unique, and automatic ones are what Keras would give', () => {
    fc.assert(
      fc.property(anyGraph, layerSpec, (graph, spec) => {
        const taken = edit.namesOf(graph);
        const { graph: next, layer } = edit.insertLayer(graph, spec, { output: 0 });
        expect(layerOf(next, layer).name).toBe(autoName(spec.className, taken));
      }),
    );
  });

  it('follow the class when automatic and stay when given', () => {
    const graph = sequential([4], [object('Dense', { units: 3 }), object('Dense', { units: 3 })]);
    const [, first, second] = graph.nodes.map((n) => n.layer);
    if (!first || !second) throw new Error('no layers');
    const renamed = edit.renameLayer(graph, second, 'head');
    if (!renamed.ok) throw new Error('rename failed');
    const next = edit.replaceLayer(edit.replaceLayer(renamed.value, first, object('ReLU')), second, object('ReLU'));
    expect(layerOf(next, first).name).toBe('re_lu');
    expect(layerOf(next, second).name).toBe('head');
  });

  it.each(['', '  ', 'a/b', 'x'.repeat(121)])('refuses %j', (name) => {
    const graph = sequential([4], [object('Flatten')]);
    const result = edit.renameLayer(graph, graph.nodes[1]?.layer ?? '', name);
    expect(result).toMatchObject({ ok: false, problem: { code: 'layer-name' } });
  });

  it('that are taken are refused with a free one offered', () => {
    const graph = sequential([4], [object('Dense', { units: 1 }), object('Dense', { units: 1 })]);
    const result = edit.renameLayer(graph, graph.nodes[2]?.layer ?? '', 'dense');
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'layer-name-taken', fixes: [{ params: { name: 'dense_2' } }] },
    });
  });
});

describe('functional graphs', () => {
  it('keep a shared layer until its last call goes', () => {
    const graph = sequential([4], [object('Dense', { units: 4 })]);
    const [input, dense] = graph.nodes;
    if (!input || !dense) throw new Error('no nodes');
    const twice = edit.callAgain(graph, dense.layer, [{ node: dense.id, index: 0 }]);
    expect(toSequential(twice.graph)).toBeNull();
    expect(Object.hasOwn(edit.removeNode(twice.graph, dense.id).layers, dense.layer)).toBe(true);
    expect(Object.hasOwn(edit.removeLayer(twice.graph, dense.layer).layers, dense.layer)).toBe(false);
  });

  it('refuse a wire that makes a circle, and take one that needs another order', () => {
    const graph = sequential([4], [object('Dense', { units: 4 }), object('ReLU')]);
    const [input, dense, relu] = graph.nodes;
    if (!input || !dense || !relu) throw new Error('no nodes');
    expect(edit.connect(graph, { node: relu.id, index: 0 }, dense.id, 0)).toMatchObject({
      problem: { code: 'graph-cycle' },
    });
    const late = edit.addLayer(graph, object('Dense', { units: 4 }), [{ node: input.id, index: 0 }]);
    const wired = edit.connect(late.graph, { node: late.node, index: 0 }, relu.id, 0);
    if (!wired.ok) throw new Error('no wire');
    expect(graphFault(wired.value)).toBeNull();
    expect(liveNodes(wired.value).has(dense.id)).toBe(false);
  });

  it('a stack is seen as one exactly when it was made as one', () => {
    fc.assert(fc.property(stackGraph, (graph) => toSequential(graph) !== null));
    const graph = sequential([4], [object('ReLU')]);
    const branched = edit.addLayer(graph, object('ReLU'), [{ node: graph.nodes[0]?.id ?? '', index: 0 }]);
    expect(toSequential(branched.graph)).toBeNull();
    expect(toSequential(edit.addInput(graph, [3]).graph)).toBeNull();
  });
});
