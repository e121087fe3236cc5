/** Laws of edits of branching models: removing, copying, sharing, grouping. Every one gives a valid graph. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { object, sequential } from '../../src/graph/build';
import { addLayer, callAgain, disconnect, setOutputs } from '../../src/graph/edit';
import {
  clipOf,
  duplicateNodes,
  pasteClip,
  removeNodes,
  shareLayer,
  toggleOutput,
  unshareLayer,
} from '../../src/graph/edit-graph';
import { groupNodes, ungroupNode } from '../../src/graph/group';
import type { ModelGraph, NodeId } from '../../src/graph/model';
import { nestedGraph } from '../../src/graph/nested';
import { modelAt, withModelAt } from '../../src/graph/nested-path';
import { callsOf, graphFault, layerOf, nodeOf, toSequential } from '../../src/graph/topology';
import { anyGraph } from './support';

const merges = (className: string): boolean => ['Add', 'Concatenate'].includes(className);

/** The graph in words that do not depend on ids: class names along the wires. */
function wiring(graph: ModelGraph): string[] {
  const text = new Map<NodeId, string>();
  for (const n of graph.nodes) {
    const { className } = layerOf(graph, n.layer);
    text.set(n.id, `${className}(${n.inputs.map((ref) => `${text.get(ref.node)}:${ref.index}`).join(',')})`);
  }
  return graph.outputs.map((ref) => `${text.get(ref.node)}:${ref.index}`);
}

const classesOf = (graph: ModelGraph): string[] => graph.nodes.map((n) => layerOf(graph, n.layer).className);

/** Input -> Dense -> ReLU -> Add with the way past both. */
function residual(): { graph: ModelGraph; ids: NodeId[] } {
  const chain = sequential([4], [object('Dense', { units: 4 }), object('ReLU')]);
  const [input, dense, relu] = chain.nodes.map((n) => n.id) as [NodeId, NodeId, NodeId];
  const made = addLayer(chain, object('Add'), [
    { node: relu, index: 0 },
    { node: input, index: 0 },
  ]);
  const graph = setOutputs(made.graph, [{ node: made.node, index: 0 }]);
  return { graph, ids: [input, dense, relu, made.node] };
}

/** Some calls of a graph, chosen by numbers. */
const chosen = (graph: ModelGraph, picks: readonly number[]): NodeId[] => [
  ...new Set(picks.map((p) => (graph.nodes[p % graph.nodes.length] as { id: NodeId }).id)),
];

const picks = fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 });

describe('removing calls', () => {
  it('gives a valid graph without them, whichever they are', () => {
    fc.assert(
      fc.property(anyGraph, picks, (graph, which) => {
        const ids = chosen(graph, which);
        const { graph: after } = removeNodes(graph, ids, merges);
        expect(graphFault(after)).toBeNull();
        const left = after.nodes.filter((n) => ids.includes(n.id));
        // Only the last input of a model stays.
        expect(left.length).toBeLessThanOrEqual(1);
        for (const n of left) expect(after.inputs).toEqual([n.id]);
      }),
    );
  });

  it('joins what stood before with what stood behind', () => {
    const graph = sequential([4], [object('Dense', { units: 4 }), object('ReLU'), object('Dense', { units: 2 })]);
    const { graph: after } = removeNodes(graph, [graph.nodes[2]?.id ?? ''], merges);
    expect(classesOf(after)).toEqual(['InputLayer', 'Dense', 'Dense']);
    expect(toSequential(after)).not.toBeNull();
  });

  it('takes a merging layer along that has nothing left to merge', () => {
    const { graph, ids } = residual();
    const { graph: after, alsoRemoved } = removeNodes(graph, ids.slice(1, 3), merges);
    expect(classesOf(after)).toEqual(['InputLayer']);
    expect(alsoRemoved).toHaveLength(1);
    expect(after.outputs).toEqual([{ node: ids[0], index: 0 }]);
  });

  it('leaves a branch that still merges', () => {
    const { graph, ids } = residual();
    const { graph: after } = removeNodes(graph, ids.slice(1, 2), merges);
    expect(wiring(after)).toEqual(['Add(ReLU(InputLayer():0):0,InputLayer():0):0']);
  });
});

describe('copies', () => {
  it('beside the original read the same and share nothing', () => {
    fc.assert(
      fc.property(anyGraph, picks, (graph, which) => {
        const ids = chosen(graph, which).filter((id) => !graph.inputs.includes(id));
        const { graph: after, nodes } = duplicateNodes(graph, ids);
        expect(graphFault(after)).toBeNull();
        expect(nodes).toHaveLength(ids.length);
        expect(after.nodes).toHaveLength(graph.nodes.length + ids.length);
        const before = new Set(Object.keys(graph.layers));
        for (const id of nodes) expect(before.has(nodeOf(after, id).layer)).toBe(false);
        // The model itself computes what it computed.
        expect(wiring(after)).toEqual(wiring(graph));
      }),
    );
  });

  it('pasted behind a call stand between it and its readers', () => {
    const graph = sequential([4], [object('Dense', { units: 4 }), object('ReLU'), object('Dense', { units: 2 })]);
    const [, dense, relu] = graph.nodes.map((n) => n.id) as [NodeId, NodeId, NodeId];
    const { graph: after } = pasteClip(graph, clipOf(graph, [dense, relu]), { node: relu, index: 0 });
    expect(classesOf(after)).toEqual(['InputLayer', 'Dense', 'ReLU', 'Dense', 'ReLU', 'Dense']);
    expect(toSequential(after)).not.toBeNull();
  });

  it('of a block with several ends change nobody’s wires', () => {
    const { graph, ids } = residual();
    const two = clipOf(graph, [ids[1] as NodeId, ids[3] as NodeId]);
    const { graph: after } = pasteClip(graph, two, { node: ids[3] as NodeId, index: 0 });
    expect(graphFault(after)).toBeNull();
    expect(after.outputs).toEqual(graph.outputs);
  });
});

describe('sharing', () => {
  it('calls the same layer again, and a call can have a layer of its own again', () => {
    const { graph, ids } = residual();
    const dense = ids[1] as NodeId;
    const shared = shareLayer(graph, dense);
    expect(graphFault(shared.graph)).toBeNull();
    expect(callsOf(shared.graph, nodeOf(graph, dense).layer)).toHaveLength(2);
    const own = unshareLayer(shared.graph, shared.node);
    expect(graphFault(own)).toBeNull();
    expect(callsOf(own, nodeOf(graph, dense).layer)).toHaveLength(1);
    expect(layerOf(own, nodeOf(own, shared.node).layer).config).toEqual({ units: 4 });
    expect(unshareLayer(graph, dense)).toBe(graph);
  });
});

describe('loose calls', () => {
  it('are part of a valid graph, and can be removed', () => {
    const { graph, ids } = residual();
    const loose = disconnect(graph, ids[1] as NodeId, 0);
    expect(graphFault(loose)).toBeNull();
    const added = callAgain(loose, nodeOf(loose, ids[2] as NodeId).layer, []);
    expect(graphFault(added.graph)).toBeNull();
    expect(graphFault(removeNodes(added.graph, [added.node, ids[1] as NodeId], merges).graph)).toBeNull();
  });
});

describe('outputs', () => {
  it('are switched on and off, and one stays', () => {
    const { graph, ids } = residual();
    const ref = { node: ids[1] as NodeId, index: 0 };
    const two = toggleOutput(graph, ref);
    expect(two.outputs).toHaveLength(2);
    expect(toggleOutput(two, ref)).toEqual(graph);
    expect(toggleOutput(graph, graph.outputs[0] as typeof ref)).toBe(graph);
  });
});

describe('grouping', () => {
  const shapeOf = () => ({ shape: [4], dtype: 'float32' }) as const;

  it('and taking apart gives the same model', () => {
    fc.assert(
      fc.property(anyGraph, picks, (graph, which) => {
        const made = groupNodes(graph, chosen(graph, which), shapeOf);
        if (!made.ok) {
          expect(made.problem.code).toMatch(/^group-/);
          return;
        }
        expect(graphFault(made.value.graph)).toBeNull();
        const inner = nestedGraph(layerOf(made.value.graph, nodeOf(made.value.graph, made.value.node).layer));
        expect(inner && graphFault(inner)).toBeNull();
        const back = ungroupNode(made.value.graph, made.value.node);
        expect(back.ok && graphFault(back.value.graph)).toBeNull();
        expect(back.ok && wiring(back.value.graph)).toEqual(wiring(graph));
      }),
    );
  });

  it('refuses what would read itself through a layer outside', () => {
    const graph = sequential([4], [object('Dense', { units: 4 }), object('ReLU'), object('Dense', { units: 2 })]);
    const made = groupNodes(graph, [graph.nodes[1]?.id ?? '', graph.nodes[3]?.id ?? ''], shapeOf);
    expect(!made.ok && made.problem.code).toBe('group-between');
  });

  it('refuses a layer that is called outside too', () => {
    const { graph, ids } = residual();
    const shared = shareLayer(graph, ids[1] as NodeId);
    const made = groupNodes(shared.graph, [shared.node], shapeOf);
    expect(!made.ok && made.problem.code).toBe('group-shared');
  });

  it('lets edits inside reach the project’s model', () => {
    const { graph, ids } = residual();
    const made = groupNodes(graph, ids.slice(1), shapeOf);
    if (!made.ok) throw new Error(made.problem.message);
    const layer = nodeOf(made.value.graph, made.value.node).layer;
    const inner = modelAt(made.value.graph, [layer]);
    expect(classesOf(inner)).toEqual(['InputLayer', 'Dense', 'ReLU', 'Add']);
    const { graph: smaller } = removeNodes(inner, [inner.nodes[2]?.id ?? ''], merges);
    const root = withModelAt(made.value.graph, [layer], smaller);
    expect(classesOf(modelAt(root, [layer]))).toEqual(['InputLayer', 'Dense', 'Add']);
    expect(graphFault(root)).toBeNull();
    expect(withModelAt(root, [layer], modelAt(root, [layer]))).toEqual(root);
  });
});
