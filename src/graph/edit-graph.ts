/**
 * Pure edits of branching models: removing several calls at once, shared layers, outputs, copies of a part. Like those
 * in `edit.ts` they take a valid graph and give a valid one.
 */
import { autoName } from '../base/naming';
import { freshId } from './build';
import { callAgain, type Inserted, namesOf } from './edit';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from './model';
import { layerOf, nodeOf, sortNodes } from './topology';

/** Tells layers that put several tensors together: one of them with a single input left has nothing to do. */
export type Merges = (className: string) => boolean;

export const sameRef = (a: TensorRef, b: TensorRef): boolean => a.node === b.node && a.index === b.index;

/** A graph after a removal, and the merging layers that went too because nothing was left for them to merge. */
export interface Removal {
  readonly graph: ModelGraph;
  readonly alsoRemoved: readonly LayerId[];
}

function withoutUncalledLayers(graph: ModelGraph): ModelGraph {
  const called = new Set(graph.nodes.map((n) => n.layer));
  const layers = Object.fromEntries(Object.entries(graph.layers).filter(([id]) => called.has(id)));
  return Object.keys(layers).length === Object.keys(graph.layers).length ? graph : { ...graph, layers };
}

/** Takes one call out and gives the readers that may have become idle. */
function takeOut(graph: ModelGraph, id: NodeId, merges: Merges): { graph: ModelGraph; idle: NodeId[] } {
  const node = nodeOf(graph, id);
  const [bypass] = node.inputs;
  const idle: NodeId[] = [];
  const nodes: NodeSpec[] = [];
  for (const reader of graph.nodes) {
    if (reader.id === id) continue;
    if (!reader.inputs.some((ref) => ref.node === id)) {
      nodes.push(reader);
      continue;
    }
    const merging = merges(layerOf(graph, reader.layer).className);
    const inputs: TensorRef[] = [];
    for (const ref of reader.inputs) {
      if (ref.node !== id) inputs.push(ref);
      // Going round what was removed, a merging layer would read the same tensor twice: that branch is gone.
      else if (bypass && !(merging && reader.inputs.some((other) => sameRef(other, bypass)))) inputs.push(bypass);
    }
    if (merging && reader.inputs.length > 1 && inputs.length === 1) idle.push(reader.id);
    nodes.push({ ...reader, inputs });
  }
  const outputs: TensorRef[] = [];
  for (const ref of graph.outputs) {
    const next = ref.node === id ? bypass : ref;
    if (next && (ref.node !== id || !graph.outputs.some((o) => sameRef(o, next)))) outputs.push(next);
  }
  const last = nodes[nodes.length - 1];
  if (outputs.length === 0 && last) outputs.push({ node: last.id, index: 0 });
  return { graph: { ...graph, nodes, inputs: graph.inputs.filter((i) => i !== id), outputs }, idle };
}

/**
 * Removes calls, in any number. Readers go round what is removed to its first input; a merging layer that has nothing
 * left to merge goes too. The last input of the model stays.
 */
export function removeNodes(graph: ModelGraph, ids: readonly NodeId[], merges: Merges): Removal {
  let next = graph;
  const alsoRemoved: LayerId[] = [];
  const waiting = [...ids];
  const wanted = new Set(ids);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const current = id;
    const node = next.nodes.find((n) => n.id === current);
    if (!node || (next.inputs.includes(current) && next.inputs.length === 1)) continue;
    const taken = takeOut(next, current, merges);
    next = taken.graph;
    for (const reader of taken.idle) {
      if (wanted.has(reader)) continue;
      wanted.add(reader);
      waiting.push(reader);
      alsoRemoved.push(nodeOf(next, reader).layer);
    }
  }
  return { graph: withoutUncalledLayers(next), alsoRemoved };
}

/** Makes a tensor an output of the model, the last one; or no output any more, unless it is the only one. */
export function toggleOutput(graph: ModelGraph, ref: TensorRef): ModelGraph {
  nodeOf(graph, ref.node);
  const rest = graph.outputs.filter((o) => !sameRef(o, ref));
  if (rest.length === graph.outputs.length) return { ...graph, outputs: [...rest, ref] };
  return rest.length === 0 ? graph : { ...graph, outputs: rest };
}

/**
 * A graph in which `ref` was just given its first reader: where it was an output of the model, the end of what hangs on
 * it now is the output instead. Stays as it is where that end is not one alone, or an output is met on the way.
 * @param before the graph without the new wire
 */
export function outputsOnward(before: ModelGraph, graph: ModelGraph, ref: TensorRef): ModelGraph {
  const isOutput = graph.outputs.some((o) => sameRef(o, ref));
  if (!isOutput || before.nodes.some((n) => n.inputs.some((input) => sameRef(input, ref)))) return graph;
  const reached = new Set<NodeId>();
  const ends: NodeId[] = [];
  const walk = (id: NodeId): void => {
    if (reached.has(id)) return;
    reached.add(id);
    const readers = graph.nodes.filter((n) => n.inputs.some((input) => input.node === id));
    if (readers.length === 0) ends.push(id);
    for (const reader of readers) walk(reader.id);
  };
  for (const reader of graph.nodes) if (reader.inputs.some((input) => sameRef(input, ref))) walk(reader.id);
  const [end] = ends;
  if (end === undefined || ends.length > 1 || graph.outputs.some((o) => reached.has(o.node))) return graph;
  return { ...graph, outputs: graph.outputs.map((o) => (sameRef(o, ref) ? { node: end, index: 0 } : o)) };
}

/** Another call of a layer, reading what the given call reads: same weights, same inputs, to be wired elsewhere. */
export function shareLayer(graph: ModelGraph, node: NodeId): Inserted {
  const { layer, inputs } = nodeOf(graph, node);
  return callAgain(graph, layer, inputs);
}

/** Gives a call a layer of its own: a copy of the shared one's arguments. The graph itself when nothing is shared. */
export function unshareLayer(graph: ModelGraph, node: NodeId): ModelGraph {
  const { layer: old } = nodeOf(graph, node);
  if (graph.nodes.filter((n) => n.layer === old).length < 2) return graph;
  const spec = layerOf(graph, old);
  const id = freshId('l', (x) => Object.hasOwn(graph.layers, x));
  const layer: LayerSpec = { ...spec, id, name: autoName(spec.className, namesOf(graph)) };
  return {
    ...graph,
    layers: { ...graph.layers, [id]: layer },
    nodes: graph.nodes.map((n) => (n.id === node ? { ...n, layer: id } : n)),
  };
}

// --- copies -------------------------------------------------------------------------------------------------------------

/** A part of a model to be put in elsewhere: calls in order, wires among them, and what came in from outside. */
export interface Clip {
  readonly layers: readonly LayerSpec[];
  readonly nodes: readonly NodeSpec[];
}

/** A graph with more calls in it, the new ones in order. */
export interface Pasted {
  readonly graph: ModelGraph;
  readonly nodes: readonly NodeId[];
}

/** What copying the given calls keeps; inputs of the model are left out. */
export function clipOf(graph: ModelGraph, ids: readonly NodeId[]): Clip {
  const wanted = new Set(ids);
  const nodes = graph.nodes.filter((n) => wanted.has(n.id) && !graph.inputs.includes(n.id));
  const layers = new Set(nodes.map((n) => n.layer));
  return { nodes, layers: [...layers].map((id) => layerOf(graph, id)) };
}

/** Calls of a clip that read something from outside of it, or nothing. */
function entriesOf(clip: Clip): NodeSpec[] {
  const own = new Set(clip.nodes.map((n) => n.id));
  return clip.nodes.filter((n) => n.inputs.length === 0 || n.inputs.some((ref) => !own.has(ref.node)));
}

/** Calls of a clip that no other of its calls reads. */
function exitsOf(clip: Clip): NodeSpec[] {
  const read = new Set(clip.nodes.flatMap((n) => n.inputs.map((ref) => ref.node)));
  return clip.nodes.filter((n) => !read.has(n.id));
}

function fresh(graph: ModelGraph, clip: Clip): { layers: Record<string, LayerSpec>; ids: Map<string, string> } {
  const names = namesOf(graph);
  const layers: Record<string, LayerSpec> = { ...graph.layers };
  const ids = new Map<string, string>();
  for (const layer of clip.layers) {
    const id = freshId('l', (x) => Object.hasOwn(layers, x));
    const name = names.has(layer.name) ? autoName(layer.className, names) : layer.name;
    names.add(name);
    layers[id] = { ...layer, id, name };
    ids.set(layer.id, id);
  }
  const taken = new Set(graph.nodes.map((n) => n.id));
  for (const node of clip.nodes) {
    const id = freshId('n', (x) => taken.has(x));
    taken.add(id);
    ids.set(node.id, id);
  }
  return { layers, ids };
}

/**
 * Puts a clip in. With `after`, what came from outside comes from that tensor, and if the clip has one way out, who
 * read the tensor reads the clip. Without it, wires from outside stay where their source is still there.
 */
export function pasteClip(graph: ModelGraph, clip: Clip, after?: TensorRef): Pasted {
  const { layers, ids } = fresh(graph, clip);
  const known = new Set(graph.nodes.map((n) => n.id));
  const wire = (ref: TensorRef): TensorRef[] => {
    const inner = ids.get(ref.node);
    if (inner !== undefined) return [{ node: inner, index: ref.index }];
    if (after) return [after];
    return known.has(ref.node) ? [ref] : [];
  };
  const entries = new Set(entriesOf(clip).map((n) => n.id));
  const added = clip.nodes.map((node): NodeSpec => {
    const inputs = node.inputs.flatMap(wire);
    return {
      id: ids.get(node.id) as string,
      layer: ids.get(node.layer) as string,
      inputs: inputs.length === 0 && after && entries.has(node.id) ? [after] : inputs,
    };
  });
  const exits = exitsOf(clip);
  const [exit] = exits;
  let { nodes, outputs } = graph;
  if (after && exits.length === 1 && exit) {
    const end: TensorRef = { node: ids.get(exit.id) as string, index: 0 };
    const turn = (ref: TensorRef): TensorRef => (sameRef(ref, after) ? end : ref);
    nodes = nodes.map((n) => (n.inputs.some((ref) => sameRef(ref, after)) ? { ...n, inputs: n.inputs.map(turn) } : n));
    outputs = outputs.map(turn);
  }
  const at = after ? nodes.findIndex((n) => n.id === after.node) + 1 : nodes.length;
  const sorted = sortNodes([...nodes.slice(0, at), ...added, ...nodes.slice(at)]);
  if (!sorted) throw new Error('A pasted part made a circle.');
  return { graph: { ...graph, layers, nodes: sorted, outputs }, nodes: added.map((n) => n.id) };
}

/** A copy of the given calls beside them: layers of their own, reading what the originals read. */
export function duplicateNodes(graph: ModelGraph, ids: readonly NodeId[]): Pasted {
  return pasteClip(graph, clipOf(graph, ids));
}
