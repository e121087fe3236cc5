/**
 * Layers that a script makes before it calls the first one take the first default seeds. In the document layers are
 * made in the order of their calls, so a nested model that is made earlier says so (its argument `made_first`).
 */
import { ProblemError } from '../../base/problem';
import type { ModelGraph, ObjectSpec } from '../../graph/model';
import { nestedGraph } from '../../graph/nested';
import { layerOf, nodeOf } from '../../graph/topology';
import type { ValueType } from '../../ops';
import type { ObjectValue } from './args';
import { buildLayer } from './layer-plan';
import type { SeedSource } from './seeds';
import { VariableList } from './variable-list';

/** Stands for a size that is open: how many seeds a model takes does not depend on it. */
const ANY_SIZE = 64;

/** What a nested model says it reads. */
function declaredInputs(graph: ModelGraph): ValueType[] {
  return graph.inputs.map((id) => {
    const { shape, batch_shape: whole, dtype } = layerOf(graph, nodeOf(graph, id).layer).config;
    const sizes = Array.isArray(whole) ? whole.slice(1) : Array.isArray(shape) ? shape : [];
    const known = sizes.map((d) => (typeof d === 'number' ? d : ANY_SIZE));
    return { shape: [2, ...known], dtype: dtype === 'int32' ? 'int32' : 'float32' };
  });
}

/** Takes the default seeds of a layer that is made first, in its order; null for one that is not, or does not fit. */
export function takeSeeds(layer: ObjectSpec, seeds: SeedSource): readonly number[] | null {
  const graph = layer.config.made_first === true ? nestedGraph(layer) : null;
  if (!graph) return null;
  const taken: number[] = [];
  const next = (): number => {
    const seed = seeds.next();
    taken.push(seed);
    return seed;
  };
  try {
    buildLayer(layer as ObjectValue, 'made_first', declaredInputs(graph), new VariableList({ next }));
  } catch (error) {
    // Where the layer is called, the problem is found again and told.
    if (error instanceof ProblemError) return null;
    throw error;
  }
  return taken;
}
