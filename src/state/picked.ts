/** What is chosen in the graph: calls, kept apart from the one layer whose arguments are shown. */
import type { ModelGraph, NodeId, NodeSpec } from '../graph/model';
import { callsOf } from '../graph/topology';
import type { ViewState } from './view-store';

/** The chosen calls that are there; the first call of the selected layer when it was selected elsewhere. */
export function pickedNodes(
  model: ModelGraph,
  { picked, selected }: Pick<ViewState, 'picked' | 'selected'>,
): NodeSpec[] {
  const wanted = new Set<NodeId>(picked);
  const found = model.nodes.filter((n) => wanted.has(n.id));
  if (selected === null || found.some((n) => n.layer === selected)) return found;
  return callsOf(model, selected).slice(0, 1);
}
