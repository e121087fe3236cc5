/**
 * Ways on for calls that nothing leads to, that lead nowhere or that get shapes which do not meet. They are found when
 * a problem is shown in the graph: the first page load needs none of it.
 */
import type { Fix, Problem } from '../base/problem';
import type { Shape } from '../base/shape';
import type { ModelGraph, NodeId, NodeSpec } from '../graph/model';
import { consumersOf } from '../graph/topology';

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

/**
 * A problem of a call as the graph tells it: with the ways on that only the graph has.
 * @param shapesOf shapes of what a call gives, the batch included
 */
export function withWays(
  problem: Problem,
  graph: ModelGraph,
  call: NodeSpec,
  shapesOf: (node: NodeId) => readonly Shape[],
): Problem {
  const more = ((): Fix[] => {
    if (problem.code === 'layer-unwired') return ofUnwired(graph, call);
    if (problem.code === 'layer-unused') return ofUnused(graph, call);
    if (problem.code !== 'merge-shapes') return [];
    return projection(call.inputs.flatMap((ref) => shapesOf(ref.node).slice(ref.index, ref.index + 1)));
  })();
  const fixes = [
    ...more.map((fix) => ({ ...fix, params: { layer: call.layer, ...fix.params } })),
    ...(problem.fixes ?? []),
  ];
  return { ...problem, ...(fixes.length > 0 && { fixes }) };
}
