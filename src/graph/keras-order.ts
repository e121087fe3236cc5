/**
 * The order in which Keras lists the layers of a model, which is that of its weights and its summary: by depth below
 * the outputs, layers of one depth as a walk from the outputs meets them. Source: keras/src/ops/function.py.
 */
import type { LayerId, ModelGraph, NodeId, NodeSpec } from './model';

export interface KerasOrder {
  /** Layers some output depends on, and all inputs. */
  readonly layers: readonly LayerId[];
  /** Nodes by depth, deepest first. */
  readonly depths: readonly (readonly NodeId[])[];
}

/** Nodes after all they read, as a depth-first walk from the outputs finishes them, and when each layer was first met. */
function walk(graph: ModelGraph): { finished: NodeSpec[]; met: Map<LayerId, number> } {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const finished: NodeSpec[] = [];
  const met = new Map<LayerId, number>();
  const seen = new Set<NodeId>();
  // A stack of its own: models are deeper than the engine's call stack may be.
  const open: { node: NodeSpec; next: number }[] = [];
  const enter = (id: NodeId): void => {
    const node = nodes.get(id);
    if (!node || seen.has(id)) return;
    seen.add(id);
    if (!met.has(node.layer)) met.set(node.layer, met.size);
    open.push({ node, next: 0 });
  };
  for (const { node } of graph.outputs) {
    enter(node);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const ref = top.node.inputs[top.next++];
      if (ref) enter(ref.node);
      else {
        finished.push(top.node);
        open.pop();
      }
    }
  }
  return { finished, met };
}

const byDepth = <T>(depths: ReadonlyMap<T, number>): T[][] => {
  const groups: T[][] = [];
  for (const [x, depth] of depths) {
    const group = groups[depth] ?? [];
    group.push(x);
    groups[depth] = group;
  }
  return groups.filter((g) => g !== undefined).reverse();
};

export function kerasOrder(graph: ModelGraph): KerasOrder {
  const { finished, met } = walk(graph);
  const nodes = new Map<NodeId, number>();
  const layers = new Map<LayerId, number>();
  for (const node of finished.toReversed()) {
    // A shared layer is as deep as its deepest call so far.
    const depth = Math.max(nodes.get(node.id) ?? 0, layers.get(node.layer) ?? 0);
    layers.set(node.layer, depth);
    nodes.set(node.id, depth);
    for (const ref of node.inputs) nodes.set(ref.node, Math.max(depth + 1, nodes.get(ref.node) ?? 0));
  }
  for (const id of graph.inputs) {
    const layer = nodes.has(id) ? undefined : graph.nodes.find((n) => n.id === id)?.layer;
    if (layer === undefined) continue;
    nodes.set(id, 0);
    layers.set(layer, 0);
    met.set(layer, -1);
  }
  const at = (id: LayerId): number => met.get(id) ?? 0;
  return { layers: byDepth(layers).flatMap((group) => group.sort((a, b) => at(a) - at(b))), depths: byDepth(nodes) };
}

/** Nodes in the order Keras calls them, which shared random streams go by; those no output needs come last. */
export function callOrder(graph: ModelGraph): NodeSpec[] {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const called = kerasOrder(graph).depths.flatMap((ids) => ids.flatMap((id) => nodes.get(id) ?? []));
  const known = new Set(called);
  return [...called, ...graph.nodes.filter((n) => !known.has(n))];
}
