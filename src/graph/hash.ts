/**
 * What a run's numbers depend on, as a short hash: model, compile, fit, callbacks and data. Ids, positions of cards and
 * names that appear nowhere in the results are left out, so renaming or arranging does not make a run stale.
 */
import { canonicalJson, hashOf } from '../base/hash';
import type { Json } from '../base/json';
import type { CompileSpec, FitSpec } from './document';
import type { LayerId, ModelGraph, NodeId, ObjectSpec } from './model';
import { mapNested } from './nested';
import { layerOf } from './topology';

/** The parts of a document a run is made from. */
export interface RunInputs {
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  readonly fit: FitSpec;
  readonly callbacks: readonly ObjectSpec[];
}

/** The model with ids replaced by positions. Output names count where there are several: History's keys hold them. */
function anonymous(model: ModelGraph): Json {
  const nodes = new Map<NodeId, number>(model.nodes.map((n, i) => [n.id, i]));
  const layers = new Map<LayerId, number>();
  for (const node of model.nodes) if (!layers.has(node.layer)) layers.set(node.layer, layers.size);
  const ref = (r: { node: NodeId; index: number }): Json => [nodes.get(r.node) ?? -1, r.index];
  return {
    layers: [...layers.keys()].map((id) => {
      const { className, config } = layerOf(model, id);
      const { config: plain } = mapNested({ className, config }, anonymous) as { config: Json };
      return [className, plain];
    }),
    nodes: model.nodes.map((n) => [layers.get(n.layer) ?? -1, n.inputs.map(ref)]),
    inputs: model.inputs.map((id) => nodes.get(id) ?? -1),
    outputs: model.outputs.map(ref),
    names:
      model.outputs.length > 1
        ? model.outputs.map((r) => model.layers[model.nodes[nodes.get(r.node) ?? -1]?.layer ?? '']?.name ?? '')
        : [],
  };
}

/**
 * Two projects with equal fingerprints train to the same numbers, on any backend, for as many epochs as both have: a run
 * that is extended is still the same run.
 */
export function runFingerprint({ model, compile, fit, callbacks }: RunInputs, dataKey: string): string {
  const { backend: _, epochs: __, ...numbers } = fit;
  return hashOf('run-1', canonicalJson([anonymous(model), compile, numbers, callbacks]), dataKey);
}
