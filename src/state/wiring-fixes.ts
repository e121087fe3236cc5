/** Ways on for calls that nothing leads to or that lead nowhere: the loose ends that would fit together, and more. */
import type { Fix, Problem } from '../base/problem';
import type { LayerSpec, ModelGraph, NodeSpec } from '../graph/model';
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

/** What is said of a layer that reads nothing, by its name and with what it could read. */
export function unwiredProblem(problem: Problem, graph: ModelGraph, layer: LayerSpec, call: NodeSpec): Problem {
  const ends = looseEnds(graph).flatMap((end) =>
    connect(graph, end, call, `Connect ${graph.layers[end.layer]?.name ?? ''} to it`),
  );
  return {
    ...problem,
    message: `${layer.name} reads nothing yet: draw a wire to it.`,
    fixes: [...ends.slice(-2), { label: 'Choose what it reads …', action: 'choose-source' }, ...(problem.fixes ?? [])],
  };
}

/** What is said of a layer whose values go nowhere; null for what feeds such a layer, which is said once, at the end. */
export function unusedProblem(graph: ModelGraph, layer: LayerSpec, call: NodeSpec): Problem | null {
  if (consumersOf(graph, call.id).length > 0) return null;
  const isInput = graph.inputs.includes(call.id);
  // Of a layer that reads nothing either, that is said.
  if (!isInput && call.inputs.length === 0) return null;
  const ends = unwired(graph).flatMap((next) =>
    connect(graph, call, next, `Connect it to ${graph.layers[next.layer]?.name ?? ''}`),
  );
  return {
    code: 'layer-unused',
    severity: 'warning',
    message: `${layer.name} leads to no output of the model.`,
    fixes: [
      ...ends.slice(0, 2),
      ...(isInput
        ? []
        : [
            { label: 'Make it an output', action: 'make-output' },
            { label: 'Remove it', action: 'remove-layer' },
          ]),
    ],
  };
}
