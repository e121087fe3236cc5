/**
 * Pure edits of a model: each takes a valid graph and gives a valid graph, sharing what did not change. They keep the
 * order of nodes topological, names unique, and outputs following the last layer. Asking for a layer or node that is
 * not there is a bug and throws; whether an edit makes sense to Keras is the analysis' matter, not theirs.
 */
import { type Json, type JsonObject, jsonEquals } from '../base/json';
import { autoName, isAutoName } from '../base/naming';
import { fail, ok, problem, type Result } from '../base/problem';
import type { PartialShape } from '../base/shape';
import { freshId, type InputDtype, inputConfig } from './build';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec, ObjectSpec, TensorRef } from './model';
import { callsOf, layerOf, nodeOf, sortNodes, toSequential } from './topology';

/** Where a layer goes: after a node (all who read the node then read it), on the wire into a node, before an output. */
export type Place =
  | { readonly after: NodeId }
  | { readonly before: NodeId; readonly slot?: number }
  | { readonly output: number };

/** A layer to be added; a name that is taken or absent becomes Keras' automatic one. */
export interface NewLayer extends ObjectSpec {
  readonly name?: string;
}

/** A graph with one more call, and what it is called. */
export interface Inserted {
  readonly graph: ModelGraph;
  readonly layer: LayerId;
  readonly node: NodeId;
}

/** Names in use. */
export function namesOf(graph: ModelGraph): Set<string> {
  return new Set(Object.values(graph.layers).map((l) => l.name));
}

function newLayer(graph: ModelGraph, spec: NewLayer): LayerSpec {
  const taken = namesOf(graph);
  const name = spec.name !== undefined && !taken.has(spec.name) ? spec.name : autoName(spec.className, taken);
  const id = freshId('l', (x) => Object.hasOwn(graph.layers, x));
  return { id, name, className: spec.className, config: spec.config };
}

const newNodeId = (graph: ModelGraph): NodeId => freshId('n', (x) => graph.nodes.some((n) => n.id === x));

const withLayer = (graph: ModelGraph, layer: LayerSpec): ModelGraph => ({
  ...graph,
  layers: { ...graph.layers, [layer.id]: layer },
});

function withoutUncalled(graph: ModelGraph, id: LayerId): ModelGraph {
  if (callsOf(graph, id).length > 0) return graph;
  const { [id]: _, ...layers } = graph.layers;
  return { ...graph, layers };
}

/** Lets everything that reads `from` read `to` instead; nodes in `except` keep their wires. */
function redirect(graph: ModelGraph, from: NodeId, to: TensorRef, except?: NodeId): ModelGraph {
  const turn = (ref: TensorRef): TensorRef => (ref.node === from ? to : ref);
  const nodes = graph.nodes.map((n) =>
    n.id !== except && n.inputs.some((ref) => ref.node === from) ? { ...n, inputs: n.inputs.map(turn) } : n,
  );
  return {
    ...graph,
    nodes,
    outputs: graph.outputs.some((r) => r.node === from) ? graph.outputs.map(turn) : graph.outputs,
  };
}

function placeNode(nodes: readonly NodeSpec[], node: NodeSpec, at: number): NodeSpec[] {
  return [...nodes.slice(0, at), node, ...nodes.slice(at)];
}

/** Puts a call with one input on the wires `place` means. */
function attach(graph: ModelGraph, id: NodeId, layer: LayerId, place: Place): ModelGraph {
  const at = (n: NodeId): number => graph.nodes.indexOf(nodeOf(graph, n));
  if ('after' in place) {
    const node: NodeSpec = { id, layer, inputs: [{ node: place.after, index: 0 }] };
    const turned = redirect(graph, place.after, { node: id, index: 0 });
    return { ...turned, nodes: placeNode(turned.nodes, node, at(place.after) + 1) };
  }
  if ('output' in place) {
    const ref = graph.outputs[place.output];
    if (!ref) throw new RangeError(`There is no output ${place.output}.`);
    const outputs = graph.outputs.map((r, i) => (i === place.output ? { node: id, index: 0 } : r));
    return { ...graph, outputs, nodes: placeNode(graph.nodes, { id, layer, inputs: [ref] }, at(ref.node) + 1) };
  }
  const target = nodeOf(graph, place.before);
  const slot = place.slot ?? 0;
  const ref = target.inputs[slot];
  if (!ref) throw new RangeError(`Node ${target.id} has no input ${slot}.`);
  const rewired = { ...target, inputs: target.inputs.map((r, i) => (i === slot ? { node: id, index: 0 } : r)) };
  const nodes = graph.nodes.map((n) => (n === target ? rewired : n));
  return { ...graph, nodes: placeNode(nodes, { id, layer, inputs: [ref] }, at(target.id)) };
}

/** The nodes without one of them; who reads it reads one tensor less. */
function withoutReading(nodes: readonly NodeSpec[], id: NodeId): NodeSpec[] {
  return nodes
    .filter((n) => n.id !== id)
    .map((n) =>
      n.inputs.some((ref) => ref.node === id) ? { ...n, inputs: n.inputs.filter((ref) => ref.node !== id) } : n,
    );
}

/**
 * Takes a call off its wires: its readers read its first input, or one tensor less when it is not wired itself. The
 * layer stays.
 * @throws RangeError for an input, and for what is not wired and yet the only output
 */
function detach(graph: ModelGraph, id: NodeId): ModelGraph {
  const node = nodeOf(graph, id);
  if (graph.inputs.includes(id)) throw new RangeError('The input of a model cannot be taken out.');
  const [source] = node.inputs;
  if (!source) {
    const outputs = graph.outputs.filter((ref) => ref.node !== id);
    if (outputs.length === 0) throw new RangeError('The only output of a model cannot be taken out.');
    return { ...graph, nodes: withoutReading(graph.nodes, id), outputs };
  }
  const turned = redirect(graph, id, source);
  return { ...turned, nodes: turned.nodes.filter((n) => n.id !== id) };
}

/** Adds a layer at a place. */
export function insertLayer(graph: ModelGraph, spec: NewLayer, place: Place): Inserted {
  const layer = newLayer(graph, spec);
  const node = newNodeId(graph);
  return { graph: attach(withLayer(graph, layer), node, layer.id, place), layer: layer.id, node };
}

/** The place in a stack at which a new layer becomes number `index` (0 is right after the input). */
export function placeInStack(graph: ModelGraph, index: number): Place {
  const stack = toSequential(graph);
  if (!stack) throw new RangeError('This model is no plain stack.');
  const i = Math.max(0, Math.min(index, stack.items.length));
  return { after: i === 0 ? stack.input.node : (stack.items[i - 1] as { node: NodeId }).node };
}

/** Removes one call; the layer goes with its last call. @throws RangeError for an input. */
export function removeNode(graph: ModelGraph, id: NodeId): ModelGraph {
  const { layer } = nodeOf(graph, id);
  return withoutUncalled(detach(graph, id), layer);
}

/** Removes a layer with all its calls. @throws RangeError for an input. */
export function removeLayer(graph: ModelGraph, id: LayerId): ModelGraph {
  layerOf(graph, id);
  return callsOf(graph, id).reduce((g, node) => removeNode(g, node.id), graph);
}

/** Moves a call to another place; the graph itself when that is where it stands. */
export function moveNode(graph: ModelGraph, id: NodeId, place: Place): ModelGraph {
  if (('after' in place && place.after === id) || ('before' in place && place.before === id)) return graph;
  const { layer, inputs } = nodeOf(graph, id);
  if ('after' in place && inputs.length === 1 && inputs[0]?.node === place.after) return graph;
  return attach(detach(graph, id), id, layer, place);
}

/** Moves layer `from` of a stack so that it becomes number `to`. */
export function moveInStack(graph: ModelGraph, from: number, to: number): ModelGraph {
  const stack = toSequential(graph);
  const item = stack?.items[from];
  if (!stack || !item) throw new RangeError(`There is no layer ${from} in a stack.`);
  const target = Math.max(0, Math.min(to, stack.items.length - 1));
  if (target === from) return graph;
  const others = stack.items.filter((_, i) => i !== from);
  return moveNode(graph, item.node, {
    after: target === 0 ? stack.input.node : (others[target - 1] as { node: NodeId }).node,
  });
}

/** Puts another Keras object in a layer's place; an automatic name follows the class. */
export function replaceLayer(graph: ModelGraph, id: LayerId, spec: ObjectSpec): ModelGraph {
  const layer = layerOf(graph, id);
  const taken = namesOf(graph);
  taken.delete(layer.name);
  const keep = !isAutoName(layer.name, layer.className) || isAutoName(layer.name, spec.className);
  const name = keep ? layer.name : autoName(spec.className, taken);
  return withLayer(graph, { id, name, className: spec.className, config: spec.config });
}

/** A copy of a layer right after its last call. */
export function duplicateLayer(graph: ModelGraph, id: LayerId): Inserted {
  const { className, config } = layerOf(graph, id);
  const last = callsOf(graph, id).at(-1);
  if (!last || graph.inputs.includes(last.id)) throw new RangeError('The input of a model cannot be copied.');
  return insertLayer(graph, { className, config }, { after: last.id });
}

/** Renames a layer. Fails when the name is empty, taken, or holds a slash (Keras uses it between name parts). */
export function renameLayer(graph: ModelGraph, id: LayerId, name: string): Result<ModelGraph> {
  const layer = layerOf(graph, id);
  const trimmed = name.trim();
  if (trimmed === layer.name) return ok(graph);
  if (trimmed === '' || trimmed.length > 120 || trimmed.includes('/')) {
    return fail(
      problem('layer-name', 'A layer name has 1 to 120 characters and no slash.', { where: id, received: name }),
    );
  }
  const taken = namesOf(graph);
  if (taken.has(trimmed)) {
    const free = autoName(layer.className, taken);
    return fail(
      problem('layer-name-taken', `Another layer is already called ${trimmed}.`, {
        where: id,
        expected: 'a name no other layer has',
        received: trimmed,
        fixes: [{ label: `Call it ${free}`, action: 'rename-layer', params: { layer: id, name: free } }],
      }),
    );
  }
  return ok(withLayer(graph, { ...layer, name: trimmed }));
}

/** Sets one argument. The graph itself when it already has that value. */
export function setArgument(graph: ModelGraph, id: LayerId, name: string, value: Json): ModelGraph {
  const layer = layerOf(graph, id);
  if (Object.hasOwn(layer.config, name) && jsonEquals(layer.config[name], value)) return graph;
  return withLayer(graph, { ...layer, config: { ...layer.config, [name]: value } });
}

/** Sets a layer's arguments all at once. */
export function setConfig(graph: ModelGraph, id: LayerId, config: JsonObject): ModelGraph {
  const layer = layerOf(graph, id);
  return jsonEquals(layer.config, config) ? graph : withLayer(graph, { ...layer, config });
}

/** Takes an argument back to Keras' default. */
export function removeArgument(graph: ModelGraph, id: LayerId, name: string): ModelGraph {
  const layer = layerOf(graph, id);
  if (!Object.hasOwn(layer.config, name)) return graph;
  const { [name]: _, ...config } = layer.config;
  return withLayer(graph, { ...layer, config });
}

/** Sets the shape (without the batch) and element type of a model input. */
export function setInput(
  graph: ModelGraph,
  index: number,
  shape: PartialShape,
  dtype: InputDtype = 'float32',
): ModelGraph {
  const id = graph.inputs[index];
  if (id === undefined) throw new RangeError(`There is no input ${index}.`);
  return setConfig(graph, nodeOf(graph, id).layer, inputConfig(shape, dtype));
}

// --- functional graphs --------------------------------------------------------------------------------------------

function resorted(graph: ModelGraph, nodes: readonly NodeSpec[]): Result<ModelGraph> {
  const sorted = sortNodes(nodes);
  return sorted
    ? ok({ ...graph, nodes: sorted })
    : fail(problem('graph-cycle', 'That wire would make a circle: a layer cannot feed itself.'));
}

/** Calls an existing layer once more (weights are shared). Without inputs the call waits to be wired. */
export function callAgain(graph: ModelGraph, layer: LayerId, inputs: readonly TensorRef[]): Inserted {
  layerOf(graph, layer);
  for (const ref of inputs) nodeOf(graph, ref.node);
  const node = newNodeId(graph);
  return { graph: { ...graph, nodes: [...graph.nodes, { id: node, layer, inputs: [...inputs] }] }, layer, node };
}

/** Adds a layer that reads the given tensors and is read by nobody yet. */
export function addLayer(graph: ModelGraph, spec: NewLayer, inputs: readonly TensorRef[]): Inserted {
  const layer = newLayer(graph, spec);
  return callAgain(withLayer(graph, layer), layer.id, inputs);
}

/** Wires `ref` into input `slot` of a node; a slot one past the last adds an input. Fails on a circle. */
export function connect(graph: ModelGraph, ref: TensorRef, node: NodeId, slot: number): Result<ModelGraph> {
  const target = nodeOf(graph, node);
  nodeOf(graph, ref.node);
  if (graph.inputs.includes(node)) return fail(problem('graph-input', 'An input of the model reads nothing.'));
  if (slot < 0 || slot > target.inputs.length) throw new RangeError(`Node ${node} has no input ${slot}.`);
  const inputs = [...target.inputs];
  inputs[slot] = ref;
  return resorted(
    graph,
    graph.nodes.map((n) => (n === target ? { ...target, inputs } : n)),
  );
}

/** Takes the wire into input `slot` off a node; without its last one the node waits to be wired. */
export function disconnect(graph: ModelGraph, node: NodeId, slot: number): ModelGraph {
  const target = nodeOf(graph, node);
  if (slot < 0 || slot >= target.inputs.length) throw new RangeError(`Node ${node} has no input ${slot}.`);
  const next = { ...target, inputs: target.inputs.filter((_, i) => i !== slot) };
  return { ...graph, nodes: graph.nodes.map((n) => (n === target ? next : n)) };
}

/** One more input of the model. */
export function addInput(graph: ModelGraph, shape: PartialShape, dtype: InputDtype = 'float32'): Inserted {
  const layer = newLayer(graph, { className: 'InputLayer', config: inputConfig(shape, dtype) });
  const node = newNodeId(graph);
  const next = withLayer(graph, layer);
  const nodes = placeNode(next.nodes, { id: node, layer: layer.id, inputs: [] }, graph.inputs.length);
  const sorted = sortNodes(nodes) as NodeSpec[];
  return { graph: { ...next, nodes: sorted, inputs: [...next.inputs, node] }, layer: layer.id, node };
}

/** Says which tensors are the model's outputs. */
export function setOutputs(graph: ModelGraph, outputs: readonly TensorRef[]): ModelGraph {
  if (outputs.length === 0) throw new RangeError('A model has at least one output.');
  for (const ref of outputs) nodeOf(graph, ref.node);
  return { ...graph, outputs: [...outputs] };
}
