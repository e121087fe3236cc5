/** Problems of compile that are mended at a layer: the graph tells them at that layer's card too, where the way on is. */
import type { Problem } from '../../../base/problem';
import type { LayerId, ModelGraph } from '../../../graph/model';
import { nodeOf } from '../../../graph/topology';

/** The layer a problem's ways on change or follow; null when they are elsewhere. */
function layerAt(problem: Problem, model: ModelGraph): LayerId | null {
  for (const { action, params } of problem.fixes ?? []) {
    if (typeof params?.layer === 'string' && Object.hasOwn(model.layers, params.layer)) return params.layer;
    // What is added goes behind the first output.
    const [end] = model.outputs;
    if (action === 'insert-layer' && end) return nodeOf(model, end.node).layer;
  }
  return null;
}

/**
 * Problems by layer, with those of the losses at the layer they can be mended at.
 * @param all every problem of the project, whose outermost model this is
 */
export function withEnds(
  byLayer: ReadonlyMap<string, readonly Problem[]>,
  all: readonly Problem[],
  model: ModelGraph,
): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map(byLayer);
  for (const problem of all) {
    if (problem.where !== 'compile.losses') continue;
    const layer = layerAt(problem, model);
    if (layer !== null) found.set(layer, [...(found.get(layer) ?? []), problem]);
  }
  return found;
}
