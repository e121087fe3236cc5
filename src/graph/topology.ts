/** What can be read off a graph's wires: who consumes what, whether an order holds, whether it is a plain stack. */
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from './model';

/** A place a tensor goes to: input `slot` of a node, or output `index` of the model. */
export type Consumer =
  | { readonly kind: 'node'; readonly node: NodeId; readonly slot: number }
  | { readonly kind: 'output'; readonly index: number };

/** @throws RangeError when the node is not in the graph. */
export function nodeOf(graph: ModelGraph, id: NodeId): NodeSpec {
  const node = graph.nodes.find((n) => n.id === id);
  if (!node) throw new RangeError(`There is no node ${id}.`);
  return node;
}

/** @throws RangeError when the layer is not in the graph. */
export function layerOf(graph: ModelGraph, id: LayerId): LayerSpec {
  const layer = Object.hasOwn(graph.layers, id) ? graph.layers[id] : undefined;
  if (!layer) throw new RangeError(`There is no layer ${id}.`);
  return layer;
}

/** The calls of a layer, in order. */
export function callsOf(graph: ModelGraph, layer: LayerId): NodeSpec[] {
  return graph.nodes.filter((n) => n.layer === layer);
}

/** Everything that takes an output of a node: nodes in order, then model outputs. */
export function consumersOf(graph: ModelGraph, id: NodeId): Consumer[] {
  const found: Consumer[] = [];
  for (const node of graph.nodes) {
    node.inputs.forEach((ref, slot) => {
      if (ref.node === id) found.push({ kind: 'node', node: node.id, slot });
    });
  }
  graph.outputs.forEach((ref, index) => {
    if (ref.node === id) found.push({ kind: 'output', index });
  });
  return found;
}

/**
 * The nodes in an order in which each comes after its inputs, as near to the given order as that allows.
 * Null when there is a cycle.
 */
export function sortNodes(nodes: readonly NodeSpec[]): NodeSpec[] | null {
  const known = new Set(nodes.map((n) => n.id));
  const placed = new Set<NodeId>();
  const sorted: NodeSpec[] = [];
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const later: NodeSpec[] = [];
    for (const node of waiting) {
      if (node.inputs.every((ref) => placed.has(ref.node) || !known.has(ref.node))) {
        placed.add(node.id);
        sorted.push(node);
      } else later.push(node);
    }
    if (later.length === waiting.length) return null;
    waiting = later;
  }
  return sorted;
}

/** Nodes some output of the model depends on; the others compute what nobody asks for. */
export function liveNodes(graph: ModelGraph): Set<NodeId> {
  const live = new Set<NodeId>(graph.outputs.map((ref) => ref.node));
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i] as NodeSpec;
    if (live.has(node.id)) for (const ref of node.inputs) live.add(ref.node);
  }
  return live;
}

/** The first thing that makes a graph no graph, in words, or null when all invariants of `ModelGraph` hold. */
export function graphFault(graph: ModelGraph): string | null {
  const seen = new Set<NodeId>();
  const called = new Set<LayerId>();
  for (const [id, layer] of Object.entries(graph.layers)) {
    if (layer.id !== id) return `Layer ${id} says its id is ${layer.id}.`;
  }
  const names = Object.values(graph.layers).map((l) => l.name);
  if (new Set(names).size !== names.length) return 'Two layers have the same name.';
  for (const node of graph.nodes) {
    if (seen.has(node.id)) return `Two nodes are called ${node.id}.`;
    const layer = Object.hasOwn(graph.layers, node.layer) ? graph.layers[node.layer] : undefined;
    if (!layer) return `Node ${node.id} calls layer ${node.layer}, which is not there.`;
    const isInput = layer.className === 'InputLayer';
    if (isInput !== graph.inputs.includes(node.id)) return `Node ${node.id} and the list of inputs disagree.`;
    if (isInput && node.inputs.length > 0) return `Input ${node.id} has ${node.inputs.length} inputs.`;
    for (const ref of node.inputs)
      if (!seen.has(ref.node)) return `Node ${node.id} comes before its input ${ref.node}.`;
    seen.add(node.id);
    called.add(node.layer);
  }
  for (const id of graph.inputs) if (!seen.has(id)) return `Input ${id} is not a node.`;
  if (new Set(graph.inputs).size !== graph.inputs.length) return 'An input is listed twice.';
  for (const ref of graph.outputs) if (!seen.has(ref.node)) return `Output ${ref.node} is not a node.`;
  for (const ref of [...graph.outputs, ...graph.nodes.flatMap((n) => n.inputs)]) {
    if (!Number.isInteger(ref.index) || ref.index < 0) return `There is no output ${ref.index} of node ${ref.node}.`;
  }
  for (const id of Object.keys(graph.layers)) if (!called.has(id)) return `Layer ${id} is never called.`;
  return null;
}

/** A link of a stack: one layer and its one call. */
export interface StackItem {
  readonly layer: LayerSpec;
  readonly node: NodeId;
}

/** A graph that is a chain: one input, then layers each fed by the one before, the last one being the output. */
export interface Stack {
  readonly input: StackItem;
  readonly items: readonly StackItem[];
}

/** The chain view of a graph, or null when it branches, merges, shares a layer or has loose ends. */
export function toSequential(graph: ModelGraph): Stack | null {
  const [first, ...rest] = graph.nodes;
  if (!first || graph.inputs.length !== 1 || graph.inputs[0] !== first.id || graph.outputs.length !== 1) return null;
  if (Object.keys(graph.layers).length !== graph.nodes.length) return null;
  let before: TensorRef = { node: first.id, index: 0 };
  const items: StackItem[] = [];
  for (const node of rest) {
    const [input] = node.inputs;
    if (node.inputs.length !== 1 || input?.node !== before.node || input.index !== 0) return null;
    items.push({ layer: layerOf(graph, node.layer), node: node.id });
    before = { node: node.id, index: 0 };
  }
  const [output] = graph.outputs;
  if (output?.node !== before.node || output.index !== 0) return null;
  return { input: { layer: layerOf(graph, first.layer), node: first.id }, items };
}
