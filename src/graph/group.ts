/** Making a nested model of a part of a graph, and taking one apart again. */
import { autoName } from '../base/naming';
import { fail, ok, problem, type Result } from '../base/problem';
import type { PartialShape } from '../base/shape';
import { freshId, inputConfig } from './build';
import { namesOf } from './edit';
import { sameRef } from './edit-graph';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from './model';
import { nestedGraph, nestedModel } from './nested';
import { layerOf, nodeOf, sortNodes } from './topology';

export interface TensorShape {
  /** Without the batch. */
  readonly shape: PartialShape;
  readonly dtype: 'float32' | 'int32';
}

/** A graph in which a nested model took the place of several calls. */
export interface Grouped {
  readonly graph: ModelGraph;
  readonly node: NodeId;
}

function addUnique(list: TensorRef[], ref: TensorRef): number {
  const at = list.findIndex((r) => sameRef(r, ref));
  return at >= 0 ? at : list.push(ref) - 1;
}

/**
 * Makes one nested model of calls. What they read from outside becomes its inputs, what others read of them its outputs.
 * Problems: `group-empty`, `group-shared` for a layer that is called outside too, `group-between` when something outside
 * lies on a way through them, `group-shape` when a shape is not known.
 */
export function groupNodes(
  graph: ModelGraph,
  ids: readonly NodeId[],
  shapeOf: (ref: TensorRef) => TensorShape | null,
): Result<Grouped> {
  const wanted = new Set(ids.filter((id) => !graph.inputs.includes(id)));
  const inside = graph.nodes.filter((n) => wanted.has(n.id));
  if (inside.length === 0) return fail(problem('group-empty', 'Choose the layers to group first.'));
  const layers = new Set(inside.map((n) => n.layer));
  const shared = graph.nodes.find((n) => !wanted.has(n.id) && layers.has(n.layer));
  if (shared) {
    const { name } = layerOf(graph, shared.layer);
    return fail(
      problem(
        'group-shared',
        `${name} is called outside too: choose all its calls, or give them weights of their own.`,
      ),
    );
  }
  const entries: TensorRef[] = [];
  const exits: TensorRef[] = [];
  for (const node of inside) for (const ref of node.inputs) if (!wanted.has(ref.node)) addUnique(entries, ref);
  const read = graph.nodes.filter((n) => !wanted.has(n.id)).flatMap((n) => n.inputs);
  for (const ref of [...read, ...graph.outputs]) if (wanted.has(ref.node)) addUnique(exits, ref);
  const last = inside[inside.length - 1] as NodeSpec;
  if (exits.length === 0) exits.push({ node: last.id, index: 0 });
  if (entries.length === 0) return fail(problem('group-empty', 'What is grouped must read something.'));

  const innerLayers: Record<LayerId, LayerSpec> = {};
  const names = new Set<string>();
  for (const id of layers) {
    const layer = layerOf(graph, id);
    innerLayers[id] = layer;
    names.add(layer.name);
  }
  const inputs: NodeSpec[] = [];
  for (const ref of entries) {
    const known = shapeOf(ref);
    if (!known)
      return fail(problem('group-shape', 'The shapes that go in are not known yet: mend the layers before first.'));
    const layer = freshId('l', (x) => Object.hasOwn(innerLayers, x) || Object.hasOwn(graph.layers, x));
    const name = autoName('InputLayer', names);
    names.add(name);
    innerLayers[layer] = { id: layer, name, className: 'InputLayer', config: inputConfig(known.shape, known.dtype) };
    const taken = (x: string): boolean => [...graph.nodes, ...inputs].some((n) => n.id === x);
    inputs.push({ id: freshId('n', taken), layer, inputs: [] });
  }
  const inward = (ref: TensorRef): TensorRef => {
    const at = entries.findIndex((r) => sameRef(r, ref));
    return at < 0 ? ref : { node: (inputs[at] as NodeSpec).id, index: 0 };
  };
  const inner: ModelGraph = {
    layers: innerLayers,
    nodes: [...inputs, ...inside.map((n) => ({ ...n, inputs: n.inputs.map(inward) }))],
    inputs: inputs.map((n) => n.id),
    outputs: exits,
  };

  const spec = nestedModel(inner);
  const outerNames = new Set([...namesOf(graph)].filter((n) => !names.has(n)));
  const layer = freshId('l', (x) => Object.hasOwn(graph.layers, x));
  const node = freshId('n', (x) => graph.nodes.some((n) => n.id === x));
  const outward = (ref: TensorRef): TensorRef => {
    const at = exits.findIndex((r) => sameRef(r, ref));
    return at < 0 ? ref : { node, index: at };
  };
  const rest = Object.fromEntries(Object.entries(graph.layers).filter(([id]) => !layers.has(id)));
  const at = graph.nodes.indexOf(last);
  const outside = graph.nodes.flatMap((n, i): NodeSpec[] => [
    ...(wanted.has(n.id) ? [] : [{ ...n, inputs: n.inputs.map(outward) }]),
    ...(i === at ? [{ id: node, layer, inputs: entries }] : []),
  ]);
  const sorted = sortNodes(outside);
  if (!sorted) return fail(problem('group-between', 'A layer outside lies between them: choose it too.'));
  return ok({
    graph: {
      layers: { ...rest, [layer]: { ...spec, id: layer, name: autoName(spec.className, outerNames) } },
      nodes: sorted,
      inputs: graph.inputs,
      outputs: graph.outputs.map(outward),
    },
    node,
  });
}

/**
 * Puts the calls of a nested model in its place. Names that are taken become automatic ones.
 * Problems: `ungroup-none` for a call that is no model, `ungroup-shared` when it is called more than once.
 */
export function ungroupNode(graph: ModelGraph, id: NodeId): Result<{ graph: ModelGraph; nodes: readonly NodeId[] }> {
  const call = nodeOf(graph, id);
  const inner = nestedGraph(layerOf(graph, call.layer));
  if (!inner) return fail(problem('ungroup-none', 'Only nested models can be taken apart.'));
  if (graph.nodes.filter((n) => n.layer === call.layer).length > 1) {
    return fail(problem('ungroup-shared', 'It is called more than once: give the calls weights of their own first.'));
  }
  const { [call.layer]: _, ...layers } = { ...graph.layers };
  const names = new Set(Object.values(layers).map((l) => l.name));
  const layerIds = new Map<LayerId, LayerId>();
  const nodeIds = new Map<NodeId, NodeId>();
  const taken = new Set(graph.nodes.map((n) => n.id));
  const own = inner.nodes.filter((n) => !inner.inputs.includes(n.id));
  for (const { layer } of own) {
    if (layerIds.has(layer)) continue;
    const spec = layerOf(inner, layer);
    const next = Object.hasOwn(layers, layer) ? freshId('l', (x) => Object.hasOwn(layers, x)) : layer;
    const name = names.has(spec.name) ? autoName(spec.className, names) : spec.name;
    names.add(name);
    layers[next] = { ...spec, id: next, name };
    layerIds.set(layer, next);
  }
  for (const node of own) {
    const next = taken.has(node.id) ? freshId('n', (x) => taken.has(x)) : node.id;
    taken.add(next);
    nodeIds.set(node.id, next);
  }
  const outward = (ref: TensorRef): TensorRef[] => {
    const input = inner.inputs.indexOf(ref.node);
    if (input >= 0) return call.inputs[input] ? [call.inputs[input]] : [];
    return [{ node: nodeIds.get(ref.node) ?? ref.node, index: ref.index }];
  };
  const opened = own.map(
    (n): NodeSpec => ({
      id: nodeIds.get(n.id) as NodeId,
      layer: layerIds.get(n.layer) as LayerId,
      inputs: n.inputs.flatMap(outward),
    }),
  );
  const through = (ref: TensorRef): TensorRef[] => {
    if (ref.node !== id) return [ref];
    const exit = inner.outputs[ref.index];
    return exit ? outward(exit) : [];
  };
  const at = graph.nodes.indexOf(call);
  const nodes = [...graph.nodes.slice(0, at), ...opened, ...graph.nodes.slice(at + 1)].map((n) =>
    n.inputs.some((ref) => ref.node === id) ? { ...n, inputs: n.inputs.flatMap(through) } : n,
  );
  return ok({
    graph: { layers, nodes, inputs: graph.inputs, outputs: graph.outputs.flatMap(through) },
    nodes: opened.map((n) => n.id),
  });
}
