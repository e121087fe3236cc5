/** Random graphs and random edits for properties: stacks, and graphs that branch, merge and share layers. */
import fc from 'fast-check';
import { object, sequential } from '../../src/graph/build';
import * as edit from '../../src/graph/edit';
import type { ModelGraph, ObjectSpec } from '../../src/graph/model';
import { toSequential } from '../../src/graph/topology';

export const layerSpec: fc.Arbitrary<ObjectSpec> = fc.oneof(
  fc.integer({ min: 1, max: 64 }).map((units) => object('Dense', { units })),
  fc.constantFrom(object('Flatten'), object('BatchNormalization'), object('ReLU')),
  fc.double({ min: 0, max: 0.9, noNaN: true }).map((rate) => object('Dropout', { rate })),
);

export const stackGraph: fc.Arbitrary<ModelGraph> = fc
  .array(layerSpec, { maxLength: 8 })
  .map((specs) => sequential([4], specs));

/** An edit named by numbers, so that it can be made on whatever graph it meets. */
export interface RandomEdit {
  readonly kind:
    | 'insert'
    | 'remove'
    | 'move'
    | 'replace'
    | 'duplicate'
    | 'rename'
    | 'set'
    | 'unset'
    | 'share'
    | 'merge'
    | 'unwire'
    | 'input';
  readonly a: number;
  readonly b: number;
  readonly spec: ObjectSpec;
}

export const randomEdit: fc.Arbitrary<RandomEdit> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'remove',
    'move',
    'replace',
    'duplicate',
    'rename',
    'set',
    'unset',
    'share',
    'merge',
    'unwire',
    'input',
  ),
  a: fc.nat(1000),
  b: fc.nat(1000),
  spec: layerSpec,
});

/** Makes the edit where its numbers point; the graph itself when there is nothing to edit. */
export function apply(graph: ModelGraph, { kind, a, b, spec }: RandomEdit): ModelGraph {
  const nodes = graph.nodes.filter((n) => n.inputs.length > 0);
  const any = graph.nodes[a % graph.nodes.length];
  const node = nodes[a % Math.max(1, nodes.length)];
  const other = graph.nodes[b % graph.nodes.length];
  if (!any || !other) return graph;
  switch (kind) {
    case 'insert': {
      const into = nodes[b % Math.max(1, nodes.length)];
      const place: edit.Place =
        b % 3 === 0
          ? { after: any.id }
          : b % 3 === 1 && into
            ? { before: into.id, slot: a % into.inputs.length }
            : { output: 0 };
      return edit.insertLayer(graph, spec, place).graph;
    }
    case 'remove':
      return node ? edit.removeNode(graph, node.id) : graph;
    case 'move': {
      const stack = toSequential(graph);
      if (stack)
        return stack.items.length > 0 ? edit.moveInStack(graph, a % stack.items.length, b % stack.items.length) : graph;
      return node?.inputs.length === 1 && other.id !== node.id
        ? edit.moveNode(graph, node.id, { after: other.id })
        : graph;
    }
    case 'replace':
      return node ? edit.replaceLayer(graph, node.layer, spec) : graph;
    case 'duplicate':
      return node ? edit.duplicateLayer(graph, node.layer).graph : graph;
    case 'rename': {
      const renamed = edit.renameLayer(graph, any.layer, `name_${b % 5}`);
      return renamed.ok ? renamed.value : graph;
    }
    case 'set':
      return edit.setArgument(graph, any.layer, 'trainable', b % 2 === 0);
    case 'unset':
      return edit.removeArgument(graph, any.layer, 'trainable');
    case 'share': {
      if (!node) return graph;
      const again = edit.callAgain(graph, node.layer, [{ node: other.id, index: 0 }]);
      return b % 2 === 0
        ? edit.setOutputs(again.graph, [...graph.outputs, { node: again.node, index: 0 }])
        : again.graph;
    }
    case 'merge': {
      const made = edit.addLayer(graph, object('Add'), [
        { node: any.id, index: 0 },
        { node: other.id, index: 0 },
      ]);
      return edit.setOutputs(made.graph, [{ node: made.node, index: 0 }]);
    }
    case 'unwire': {
      const merge = nodes.find((n) => n.inputs.length > 1);
      return merge ? edit.disconnect(graph, merge.id, b % merge.inputs.length) : graph;
    }
    case 'input':
      return graph.inputs.length < 4 ? edit.addInput(graph, [a % 7]).graph : graph;
  }
}

/** Any graph edits lead to. */
export const anyGraph: fc.Arbitrary<ModelGraph> = fc
  .tuple(stackGraph, fc.array(randomEdit, { maxLength: 12 }))
  .map(([graph, edits]) => edits.reduce(apply, graph));
