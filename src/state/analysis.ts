/**
 * What follows from the model alone: shapes, parameters, operations, memory and problems of every layer. Computed once
 * per model (documents are immutable, so the object itself is the key) and never stored.
 */
import { bytesPerElement } from '../base/dtype';
import type { Problem } from '../base/problem';
import { type PartialShape, sizeOf } from '../base/shape';
import type { LayerId, LayerSpec, ModelGraph, NodeId } from '../graph/model';
import { consumersOf, liveNodes, type Stack, toSequential } from '../graph/topology';
import {
  type Built,
  buildModel,
  checkConfig,
  countParameters,
  find,
  type LayerPlan,
  publicShape,
  resolveConfig,
  type Variable,
} from '../keras';

export interface LayerAnalysis {
  readonly layer: LayerSpec;
  /** First call of the layer. */
  readonly node: NodeId;
  /** Shapes with None for the batch; null behind a layer that does not fit. */
  readonly inputShapes: readonly PartialShape[] | null;
  readonly outputShape: PartialShape | null;
  readonly parameters: { readonly trainable: number; readonly frozen: number };
  /** Floating point operations per sample in inference, all calls together. */
  readonly flops: number;
  readonly problems: readonly Problem[];
  /** What a card says of the arguments: `16`, `3×3`, `relu`. */
  readonly card: readonly string[];
  /** Shape and parameter arithmetic spelt out. */
  readonly arithmetic: readonly string[];
}

export interface ModelAnalysis {
  readonly built: Built;
  /** The chain view, or null for a graph. */
  readonly stack: Stack | null;
  readonly layers: ReadonlyMap<LayerId, LayerAnalysis>;
  /** Shape of each model output, None for the batch; null when unknown. */
  readonly outputShapes: readonly (PartialShape | null)[];
  readonly parameters: { readonly trainable: number; readonly frozen: number; readonly total: number };
  /** Bytes the weights take. */
  readonly weightBytes: number;
  /** Bytes of all layers' outputs for one sample. */
  readonly activationBytes: number;
  /** Floating point operations per sample in inference. */
  readonly flops: number;
  /** All layers' problems in order of the model, each fix naming its layer. */
  readonly problems: readonly Problem[];
  /** No error: the model can be trained as far as it goes by itself. */
  readonly fits: boolean;
}

/** Rows the shapes are computed for; any number does, two keeps a batch axis apart from a broadcast one. */
const BATCH = 2;

/** Fixes know which layer they mean, so that a fix alone can be applied. */
function located(problem: Problem, layer: LayerId): Problem {
  return {
    ...problem,
    where: layer,
    ...(problem.fixes && { fixes: problem.fixes.map((fix) => ({ ...fix, params: { layer, ...fix.params } })) }),
  };
}

function ownVariables(plan: LayerPlan): Variable[] {
  return [...plan.variables.values(), ...[...plan.inner.values()].flatMap(ownVariables)];
}

function cardOf(layer: LayerSpec): string[] {
  const definition = find('layer', layer.className);
  if (!definition?.card || checkConfig(definition.args, layer.config).some((p) => p.severity === 'error')) return [];
  return definition.card(resolveConfig(definition.args, layer.config) as never).filter((word) => word !== null);
}

function analyseLayer(graph: ModelGraph, built: Built, layer: LayerSpec, live: ReadonlySet<NodeId>): LayerAnalysis {
  const calls = graph.nodes.filter((n) => n.layer === layer.id);
  const [first] = calls;
  if (!first) throw new Error(`Layer ${layer.id} is never called.`);
  const plan = built.plan.layers.get(layer.id);
  const result = built.nodes.get(first.id);
  const types = first.inputs.map((ref) => built.nodes.get(ref.node)?.outputs[ref.index]);
  const inputs = types.every((t) => t !== undefined) ? types : null;
  const outputs = result?.outputs ?? [];
  const problems = calls.flatMap((node) => built.nodes.get(node.id)?.problems ?? []);
  const definition = find('layer', layer.className);
  const noted = definition ? checkConfig(definition.args, layer.config).filter((p) => p.severity !== 'error') : [];
  // Said once, at the end of what is unused, and not of what reads nothing either.
  const isEnd =
    consumersOf(graph, first.id).length === 0 && (first.inputs.length > 0 || graph.inputs.includes(first.id));
  if (isEnd && !calls.some((node) => live.has(node.id))) {
    noted.push({
      code: 'layer-unused',
      severity: 'warning',
      message: `${layer.name} leads to no output of the model.`,
    });
  }
  return {
    layer,
    node: first.id,
    inputShapes: inputs?.map(publicShape) ?? null,
    outputShape: outputs[0] ? publicShape(outputs[0]) : null,
    parameters: plan ? countParameters(ownVariables(plan)) : { trainable: 0, frozen: 0 },
    flops: calls.reduce((n, node) => n + (built.nodes.get(node.id)?.flops ?? 0), 0) / BATCH,
    problems: [...problems, ...noted].map((p) => located(p, layer.id)),
    card: cardOf(layer),
    arithmetic:
      plan?.definition.arithmetic && inputs && outputs.length > 0
        ? plan.definition.arithmetic(plan.config, inputs, outputs)
        : [],
  };
}

function analyse(graph: ModelGraph): ModelAnalysis {
  // The seed changes values only, never shapes.
  const built = buildModel(graph, 0, BATCH);
  const live = liveNodes(graph);
  const layers = new Map<LayerId, LayerAnalysis>();
  for (const node of graph.nodes) {
    const layer = graph.layers[node.layer];
    if (layer && !layers.has(layer.id)) layers.set(layer.id, analyseLayer(graph, built, layer, live));
  }
  const counted = countParameters(built.plan.variables);
  const all = [...layers.values()];
  const problems = all.flatMap((l) => l.problems);
  const outputs = graph.outputs.map((ref) => built.nodes.get(ref.node)?.outputs[ref.index]);
  const bytes = [...built.nodes.values()]
    .flatMap((n) => n.outputs)
    .map((t) => sizeOf(t.shape) * bytesPerElement(t.dtype));
  return {
    built,
    stack: toSequential(graph),
    layers,
    outputShapes: outputs.map((t) => (t ? publicShape(t) : null)),
    parameters: { ...counted, total: counted.trainable + counted.frozen },
    weightBytes: (counted.trainable + counted.frozen) * 4,
    activationBytes: bytes.reduce((a, b) => a + b, 0) / BATCH,
    flops: all.reduce((n, l) => n + l.flops, 0),
    problems,
    fits: problems.every((p) => p.severity !== 'error') && outputs.every((t) => t !== undefined),
  };
}

const known = new WeakMap<ModelGraph, ModelAnalysis>();

/** The analysis of a model; the same object for the same model. */
export function analyseModel(graph: ModelGraph): ModelAnalysis {
  let found = known.get(graph);
  if (!found) {
    found = analyse(graph);
    known.set(graph, found);
  }
  return found;
}

/** Errors an edited model would have that the present one has not: what makes a drop impossible, said beforehand. */
export function newErrors(before: ModelGraph, after: ModelGraph): Problem[] {
  const old = new Set(analyseModel(before).problems.map((p) => `${p.where} ${p.code} ${p.message}`));
  return analyseModel(after).problems.filter(
    (p) => p.severity === 'error' && !old.has(`${p.where} ${p.code} ${p.message}`),
  );
}
