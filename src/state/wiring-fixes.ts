/**
 * Ways on for calls that nothing leads to, that lead nowhere or that get shapes which do not meet. They are found when
 * a problem is shown in the graph: the first page load needs none of it.
 */
import type { Fix, Problem } from '../base/problem';
import type { Shape } from '../base/shape';
import { setArgument } from '../graph/edit';
import type { LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from '../graph/model';
import { consumersOf } from '../graph/topology';
import { analyseModel } from './analysis';

/** Calls that nothing reads and that are no output. */
const looseEnds = (graph: ModelGraph): NodeSpec[] => graph.nodes.filter((n) => consumersOf(graph, n.id).length === 0);

/** Calls that read nothing and ought to. */
const unwired = (graph: ModelGraph): NodeSpec[] =>
  graph.nodes.filter((n) => n.inputs.length === 0 && !graph.inputs.includes(n.id));

function leadsTo(graph: ModelGraph, from: string, to: string): boolean {
  return from === to || consumersOf(graph, from).some((c) => c.kind === 'node' && leadsTo(graph, c.node, to));
}

const connect = (graph: ModelGraph, from: NodeSpec, to: NodeSpec, label: string): Fix[] =>
  from.layer === to.layer || leadsTo(graph, to.id, from.id)
    ? []
    : [{ label, action: 'connect-layers', params: { source: from.layer, target: to.layer } }];

const nameOf = (graph: ModelGraph, node: NodeSpec): string => graph.layers[node.layer]?.name ?? '';

function ofUnwired(graph: ModelGraph, call: NodeSpec): Fix[] {
  const ends = looseEnds(graph).flatMap((end) => connect(graph, end, call, `Connect ${nameOf(graph, end)} to it`));
  return [...ends.slice(-2), { label: 'Choose what it reads …', action: 'choose-source' }];
}

function ofUnused(graph: ModelGraph, call: NodeSpec): Fix[] {
  const ends = unwired(graph).flatMap((next) => connect(graph, call, next, `Connect it to ${nameOf(graph, next)}`));
  const own: Fix[] = graph.inputs.includes(call.id)
    ? []
    : [
        { label: 'Make it an output', action: 'make-output' },
        { label: 'Remove it', action: 'remove-layer' },
      ];
  return [...ends.slice(0, 2), ...own];
}

/** A projection in front of one of two inputs that makes it like the other, as residual networks have it. */
function projection(shapes: readonly Shape[]): Fix[] {
  const [first] = shapes;
  const other = shapes.find((s) => s.some((n, i) => n !== first?.[i]));
  if (!first || !other) return [];
  const rank = first.length;
  if (other.length !== rank || rank < 2 || rank > 4) return [];
  const spatial = (s: Shape): readonly number[] => s.slice(1, -1);
  // The larger image is brought down to the smaller one.
  const [from, to] = spatial(other).some((n, i) => n < (spatial(first)[i] ?? n)) ? [first, other] : [other, first];
  const strides = spatial(from).map((n, i) => Math.round(n / (spatial(to)[i] ?? n)));
  if (strides.some((s, i) => Math.ceil((spatial(from)[i] ?? 0) / s) !== spatial(to)[i])) return [];
  const slot = shapes.indexOf(from);
  const units = to.at(-1) ?? 1;
  if (strides.every((s) => s === 1) && rank < 4) {
    const params = { slot, className: 'Dense', config: { units } };
    return [{ label: `Insert Dense with ${units} units`, action: 'insert-layer-before', params }];
  }
  const className = rank === 4 ? 'Conv2D' : 'Conv1D';
  const config = {
    filters: units,
    kernel_size: strides.map(() => 1),
    ...(strides.some((s) => s > 1) && { strides, padding: 'same' }),
  };
  const label = `Insert ${className} ${strides.map(() => 1).join('×')} with ${units} filters`;
  return [{ label, action: 'insert-layer-before', params: { slot, className, config } }];
}

const inner = (s: Shape): readonly number[] => s.slice(1, -1);
const area = (s: Shape): number => inner(s).reduce((a, b) => a * b, 1);

type ShapesOf = (node: NodeId) => readonly Shape[];

/** Trying what padding would do takes an analysis, which is at once done for models of this size. */
const TRIED_MOST = 200;

/** Calls a tensor comes from, the one that gives it included. */
function behind(graph: ModelGraph, { node }: TensorRef, found = new Set<NodeId>()): Set<NodeId> {
  if (found.has(node)) return found;
  found.add(node);
  for (const ref of graph.nodes.find((n) => n.id === node)?.inputs ?? []) behind(graph, ref, found);
  return found;
}

/** Whether a convolution loses its border for want of padding, and for nothing else. */
function losesBorder({ className, config }: LayerSpec): boolean {
  const { padding = 'valid', strides = 1 } = config;
  const steps = Array.isArray(strides) ? strides : [strides];
  return /^(Depthwise|Separable)?Conv\dD$/.test(className) && padding === 'valid' && steps.every((n) => n === 1);
}

/** Convolutions that would let the branches meet if they kept the size: those of one branch alone, else all before. */
function keepSize(graph: ModelGraph, call: NodeSpec): Fix[] {
  if (graph.nodes.length > TRIED_MOST) return [];
  const branches = call.inputs.map((ref) => behind(graph, ref));
  const convolutions = [...new Set(branches.flatMap((b) => [...b]))].flatMap((id) => {
    const layer = graph.layers[graph.nodes.find((n) => n.id === id)?.layer ?? ''];
    return layer && losesBorder(layer) ? [{ layer, own: branches.some((b) => !b.has(id)) }] : [];
  });
  for (const some of [convolutions.filter((c) => c.own), convolutions]) {
    const layers = [...new Set(some.map((c) => c.layer.id))];
    if (layers.length === 0) continue;
    const padded = layers.reduce((next, id) => setArgument(next, id, 'padding', 'same'), graph);
    if ((analyseModel(padded).layers.get(call.layer)?.outputShape ?? null) === null) continue;
    const names =
      layers.length > 2 ? `${layers.length} layers` : layers.map((id) => graph.layers[id]?.name).join(' and ');
    return [{ label: `Keep the size in ${names}`, action: 'keep-size', params: { layers } }];
  }
  return [];
}

/** A border of zeros for an image that lacks a row or two. */
function border(call: NodeSpec, shapesOf: ShapesOf): Fix[] {
  const inputs = call.inputs.flatMap((ref, slot) => {
    const shape = shapesOf(ref.node)[ref.index];
    return shape ? [{ slot, shape }] : [];
  });
  const rank = inputs[0]?.shape.length ?? 0;
  if (rank < 3 || rank > 4 || inputs.some((i) => i.shape.length !== rank)) return [];
  const [largest] = [...inputs].sort((a, b) => area(b.shape) - area(a.shape));
  const size = inner(largest?.shape ?? []);
  const [one, ...others] = inputs.filter((i) => inner(i.shape).some((n, axis) => n !== size[axis]));
  const lacks = one ? size.map((n, i) => n - (inner(one.shape)[i] ?? n)) : [];
  if (!one || others.length > 0 || lacks.some((n) => n < 0 || n > 2)) return [];
  const sides = lacks.map((n) => [Math.floor(n / 2), Math.ceil(n / 2)]);
  const className = rank === 4 ? 'ZeroPadding2D' : 'ZeroPadding1D';
  const params = { slot: one.slot, className, config: { padding: rank === 4 ? sides : (sides[0] ?? []) } };
  return [{ label: `Insert ${className} up to ${size.join('×')}`, action: 'insert-layer-before', params }];
}

/**
 * A problem of a call as the graph tells it: with the ways on that only the graph has.
 * @param shapesOf shapes of what a call gives, the batch included
 */
export function withWays(problem: Problem, graph: ModelGraph, call: NodeSpec, shapesOf: ShapesOf): Problem {
  const more = ((): Fix[] => {
    if (problem.code === 'layer-unwired') return ofUnwired(graph, call);
    if (problem.code === 'layer-unused') return ofUnused(graph, call);
    if (problem.code !== 'merge-shapes' && problem.code !== 'concatenate-shapes') return [];
    const kept = keepSize(graph, call);
    if (kept.length > 0) return kept;
    if (problem.code === 'concatenate-shapes') return border(call, shapesOf);
    return projection(call.inputs.flatMap((ref) => shapesOf(ref.node).slice(ref.index, ref.index + 1)));
  })();
  const fixes = [
    ...more.map((fix) => ({ ...fix, params: { layer: call.layer, ...fix.params } })),
    ...(problem.fixes ?? []),
  ];
  return { ...problem, ...(fixes.length > 0 && { fixes }) };
}
