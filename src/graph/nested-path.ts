/** Models inside models by the way in: the layers opened from the outermost model on. */

import { sameRef } from './edit-graph';
import type { LayerId, ModelGraph, TensorRef } from './model';
import { nestedGraph, setNestedGraph } from './nested';

export type NestedPath = readonly LayerId[];

/** The part of a path that leads somewhere. */
export function validPath(root: ModelGraph, path: NestedPath): NestedPath {
  let graph = root;
  for (let i = 0; i < path.length; i++) {
    const layer = graph.layers[path[i] ?? ''];
    const inner = layer ? nestedGraph(layer) : null;
    if (!inner) return path.slice(0, i);
    graph = inner;
  }
  return path;
}

/** The model a path leads to, as far as it leads. */
export function modelAt(root: ModelGraph, path: NestedPath): ModelGraph {
  return validPath(root, path).reduce((graph, id) => {
    const layer = graph.layers[id];
    return (layer && nestedGraph(layer)) ?? graph;
  }, root);
}

/** Puts another graph into a nested model; its calls keep reading and being read where inputs and outputs stayed. */
function setInner(graph: ModelGraph, id: LayerId, inner: ModelGraph): ModelGraph {
  const layer = graph.layers[id];
  const old = layer ? nestedGraph(layer) : null;
  const next = setNestedGraph(graph, id, inner);
  if (!old || old === inner) return next;
  const calls = new Set(graph.nodes.filter((n) => n.layer === id).map((n) => n.id));
  const moved = (ref: TensorRef): TensorRef => {
    if (!calls.has(ref.node)) return ref;
    const was = old.outputs[ref.index];
    const now = was ? inner.outputs.findIndex((o) => sameRef(o, was)) : -1;
    const index = now >= 0 ? now : Math.min(ref.index, inner.outputs.length - 1);
    return index === ref.index ? ref : { ...ref, index };
  };
  const sameInputs = old.inputs.join() === inner.inputs.join();
  const nodes = next.nodes.map((n) => {
    const kept =
      calls.has(n.id) && !sameInputs
        ? inner.inputs.flatMap((input) => n.inputs[old.inputs.indexOf(input)] ?? [])
        : n.inputs;
    const inputs = kept.map(moved);
    return inputs.length === n.inputs.length && inputs.every((ref, i) => ref === n.inputs[i]) ? n : { ...n, inputs };
  });
  return { ...next, nodes, outputs: next.outputs.map(moved) };
}

/** The root with another model at the end of a path. */
export function withModelAt(root: ModelGraph, path: NestedPath, model: ModelGraph): ModelGraph {
  const [first, ...rest] = validPath(root, path);
  if (first === undefined) return model;
  const layer = root.layers[first];
  const inner = layer ? nestedGraph(layer) : null;
  return inner ? setInner(root, first, withModelAt(inner, rest, model)) : root;
}
