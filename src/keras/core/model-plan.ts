/**
 * A model built from the document's graph: every layer planned once, its variables listed in Keras' order, and a
 * function that records a call of the whole model. Problems are found per node, so a canvas can show all of them.
 */
import { type Problem, ProblemError, problem, problemOf } from '../../base/problem';
import { keyFromSeed } from '../../base/random';
import { formatShape, type Shape, sizeOf } from '../../base/shape';
import { callOrder, kerasOrder } from '../../graph/keras-order';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec } from '../../graph/model';
import * as ops from '../../ops';
import { type Tensor, Trace, type ValueType, withTrace } from '../../ops';
import type { ObjectValue } from './args';
import { mayMoveBatch, readersOf, refuseBatchAxis, weightsAlongBatch } from './batch-axis';
import { hostProblem, readsWords } from './host-rule';
import { buildLayer, type CallEnvironment, callLayer, type LayerPlan, type Variable } from './layer-plan';
import { takeSeeds } from './made-first';
import { find, resolve } from './registry';
import { kerasSeeds } from './seeds';
import { VariableList } from './variable-list';

export interface ModelPlan {
  readonly graph: ModelGraph;
  /** Layers that could be built, in order of first call. */
  readonly layers: ReadonlyMap<LayerId, LayerPlan>;
  readonly variables: readonly Variable[];
}

/** What one node gives, for a batch of the size the analysis used. */
export interface NodeResult {
  readonly outputs: readonly ValueType[];
  readonly problems: readonly Problem[];
  /** Floating point operations of the node in inference. */
  readonly flops: number;
}

export interface Built {
  readonly plan: ModelPlan;
  readonly nodes: ReadonlyMap<NodeId, NodeResult>;
}

/** Type of a model input for a batch of `batch` rows. */
export function inputType(
  config: { shape?: unknown; batch_shape?: unknown; dtype?: unknown },
  batch: number,
): ValueType {
  const shape = (Array.isArray(config.batch_shape) ? config.batch_shape.slice(1) : config.shape) as
    | (number | null)[]
    | undefined;
  if (shape?.includes(0))
    throw new ProblemError(
      problem('input-shape', 'An input with a size of 0 holds no numbers: every size is at least 1.', {
        where: 'shape',
        expected: 'sizes of at least 1',
        received: formatShape([null, ...shape]),
      }),
    );
  if (!shape || shape.some((d) => d === null || d < 0)) {
    throw new ProblemError(problem('input-shape', 'The input needs a known shape: bring data, or set every size.'));
  }
  return {
    shape: [batch, ...(shape as number[])],
    dtype: config.dtype === 'int32' || config.dtype === 'string' ? 'int32' : 'float32',
  };
}

function inputsOf(node: NodeSpec, tensors: ReadonlyMap<string, readonly Tensor[]>): Tensor[] | null {
  const xs: Tensor[] = [];
  for (const ref of node.inputs) {
    const t = tensors.get(ref.node)?.[ref.index];
    if (!t) return null;
    xs.push(t);
  }
  return xs;
}

/** Takes the masks off what a layer was given, where Keras does. */
function withoutMasks(plan: LayerPlan, node: NodeSpec, masks: Map<NodeId, readonly (Tensor | null)[]>): void {
  node.inputs.forEach(({ node: from, index }, i) => {
    const known = masks.get(from);
    if (known && plan.definition.takesMask?.(plan.config, i)) masks.set(from, known.with(index, null));
  });
}

/** A problem of a layer, with the argument it is about where it named one. */
function placed(p: Problem, layer: LayerSpec): Problem {
  const args = find('layer', layer.className)?.args ?? {};
  return { ...p, where: layer.id, ...(p.where !== undefined && Object.hasOwn(args, p.where) && { argument: p.where }) };
}

/** What a layer gets in place of words: the numbers the host makes of them. */
function hosted(layer: LayerSpec, given: readonly Tensor[], trace: Trace): Tensor[] {
  const { definition, config } = resolve('layer', layer);
  return given.map((x) => {
    const shape = definition.hostShape?.(config, x.shape) ?? x.shape;
    return trace.input({ shape, dtype: 'int32' });
  });
}

/**
 * Builds a model and finds the problems of each node; a node behind a broken one has no result.
 * @param seed what `keras.utils.set_random_seed` would be given
 */
export function buildModel(graph: ModelGraph, seed: number, batch = 2): Built {
  const built = buildOnce(graph, seed, batch);
  const moved = graph.nodes.some((node) => {
    const layer = graph.layers[node.layer];
    return layer !== undefined && mayMoveBatch(layer, built.nodes.get(node.id)?.outputs ?? [], batch);
  });
  return moved ? withoutWeightsAlongBatch(built, buildOnce(graph, seed, batch + 1)) : built;
}

/** A built model in which layers have problems whose weights depend on the size of the batch, as another build tells. */
function withoutWeightsAlongBatch(built: Built, other: Built): Built {
  const { graph, layers } = built.plan;
  const nodes = new Map(built.nodes);
  const broken = new Set<NodeId>();
  for (const [id, plan] of layers) {
    const found = weightsAlongBatch(plan, other.plan.layers.get(id));
    const first = graph.nodes.find((n) => n.layer === id);
    if (!found || !first) continue;
    broken.add(first.id);
    nodes.set(first.id, { outputs: [], problems: [placed(found, graph.layers[id] as LayerSpec)], flops: 0 });
  }
  for (const id of readersOf(graph, broken)) if (!broken.has(id)) nodes.delete(id);
  return { ...built, nodes };
}

function buildOnce(graph: ModelGraph, seed: number, batch: number): Built {
  const list = new VariableList(kerasSeeds(seed));
  const layers = new Map<LayerId, LayerPlan>();
  const nodes = new Map<NodeId, NodeResult>();
  const trace = new Trace();
  const weights = new Map<Variable, Tensor>();
  const ranges = new Map<LayerId, readonly [number, number]>();
  const env: CallEnvironment = {
    training: false,
    losses: [],
    values: {
      read: (v) => {
        const known = weights.get(v) ?? trace.input({ shape: v.shape, dtype: v.dtype });
        weights.set(v, known);
        return known;
      },
      write: () => undefined,
    },
  };
  const reserved = new Map<LayerId, readonly number[] | null>();
  for (const { layer: id } of graph.nodes) {
    const layer = graph.layers[id];
    if (layer && !reserved.has(id)) reserved.set(id, takeSeeds(layer, list.seeds));
  }
  withTrace(trace, () => {
    const tensors = new Map<NodeId, readonly Tensor[]>();
    const masks = new Map<NodeId, readonly (Tensor | null)[]>();
    for (const node of graph.nodes) {
      const layer = graph.layers[node.layer];
      if (!layer) throw new Error(`Node ${node.id} calls a layer that is not there.`);
      const before = trace.equations.length;
      try {
        if (layer.className === 'InputLayer') {
          tensors.set(node.id, [trace.input(inputType(layer.config, batch))]);
          masks.set(node.id, [null]);
        } else {
          const given = inputsOf(node, tensors);
          if (!given) continue;
          const misplaced = hostProblem(graph, node);
          if (misplaced) throw new ProblemError(misplaced);
          const xs = readsWords(graph, node) ? hosted(layer, given, trace) : given;
          let plan = layers.get(layer.id);
          if (!plan) {
            const start = list.all.length;
            refuseBatchAxis(layer, xs[0]?.shape.length ?? 0);
            plan = list.drawing(reserved.get(layer.id) ?? null, () => buildLayer(layer, layer.name, xs, list));
            layers.set(layer.id, plan);
            ranges.set(layer.id, [start, list.all.length]);
          }
          const inMasks = node.inputs.map((ref) => masks.get(ref.node)?.[ref.index] ?? null);
          const result = callLayer(plan, env, xs, inMasks);
          tensors.set(node.id, result.outputs);
          masks.set(node.id, result.masks);
          withoutMasks(plan, node, masks);
        }
        const flops = trace.equations.slice(before).reduce((n, eq) => n + ops.equationFlops(trace, eq), 0);
        nodes.set(node.id, { outputs: tensors.get(node.id) ?? [], problems: [], flops });
      } catch (error) {
        nodes.set(node.id, { outputs: [], problems: [placed(problemOf(error), layer)], flops: 0 });
      }
    }
  });
  const order = kerasOrder(graph).layers;
  list.arrange(
    0,
    order.map((id) => ranges.get(id) ?? [0, 0]),
  );
  return { plan: { graph, layers, variables: list.all }, nodes };
}

export interface ModelCall {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly (Tensor | null)[];
}

/**
 * Records a call of the whole model inside the open trace.
 * @param inputs one per model input, in order
 * @throws ProblemError when a layer's inputs do not fit
 */
export function callModel(
  plan: ModelPlan,
  env: CallEnvironment,
  inputs: readonly Tensor[],
): ModelCall & { nodes: ReadonlyMap<NodeId, readonly Tensor[]> } {
  const { graph } = plan;
  const tensors = new Map<NodeId, readonly Tensor[]>();
  const masks = new Map<NodeId, readonly (Tensor | null)[]>();
  graph.inputs.forEach((id, i) => {
    tensors.set(id, [inputs[i] as Tensor]);
    masks.set(id, [null]);
  });
  for (const node of callOrder(graph)) {
    if (tensors.has(node.id)) continue;
    const layer = plan.layers.get(node.layer);
    const xs = inputsOf(node, tensors);
    if (!layer || !xs)
      throw new ProblemError(
        problem('model-incomplete', 'The model has layers that do not fit.', { where: node.layer }),
      );
    const inMasks = node.inputs.map((ref) => masks.get(ref.node)?.[ref.index] ?? null);
    const result = ops.withOrigin(node.layer, () => callLayer(layer, env, xs, inMasks));
    tensors.set(node.id, result.outputs);
    masks.set(node.id, result.masks);
    withoutMasks(layer, node, masks);
  }
  const pick = <T>(from: ReadonlyMap<NodeId, readonly T[]>): T[] =>
    graph.outputs.map((ref) => from.get(ref.node)?.[ref.index] as T);
  return { outputs: pick(tensors), masks: pick(masks), nodes: tensors };
}

/** Starting values of a variable, drawn on the host as Keras draws them on JAX. */
export function initialValue(v: Variable): Float32Array | Uint32Array {
  if (v.role === 'seed') return Uint32Array.from([v.seed, 0]);
  if (!v.parts) {
    const values = drawn(v.initializer, v.shape, v.seed);
    return v.root ? values.map(Math.sqrt) : values;
  }
  const values = new Float32Array(sizeOf(v.shape));
  let at = 0;
  for (const part of v.parts) {
    const piece = drawn(part.initializer, [part.length, ...v.shape.slice(1)], v.seed);
    values.set(piece, at);
    at += piece.length;
  }
  return values;
}

function drawn(initializer: ObjectValue | null, shape: Shape, seed: number): Float32Array {
  if (initializer === null) return new Float32Array(sizeOf(shape));
  const { definition, config } = resolve('initializer', initializer);
  return definition.call(config, shape, [keyFromSeed(seed)[1], 0]);
}

/** Shape of an analysed tensor as users see it: the batch is None. */
export function publicShape(t: ValueType): (number | null)[] {
  return [null, ...t.shape.slice(1)];
}

/** Number of scalars in the model's weights, split as Keras' summary does. */
export function countParameters(variables: readonly Variable[]): { trainable: number; frozen: number } {
  let trainable = 0;
  let frozen = 0;
  for (const v of variables) {
    if (v.role !== 'weight') continue;
    if (v.trainable) trainable += sizeOf(v.shape as Shape);
    else frozen += sizeOf(v.shape as Shape);
  }
  return { trainable, frozen };
}
