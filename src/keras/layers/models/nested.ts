/** A model as a layer of another: its graph is built and called as one layer, under the paths Keras' weight files have. */
import { isJsonObject } from '../../../base/json';
import { snakeCase } from '../../../base/naming';
import { type Problem, ProblemError, problem, problemOf } from '../../../base/problem';
import { formatShape, type PartialShape } from '../../../base/shape';
import { callOrder, kerasOrder } from '../../../graph/keras-order';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec } from '../../../graph/model';
import type { Tensor, ValueType } from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import { refuseBatchAxis } from '../../core/batch-axis';
import type { CallContext, LayerBuilder } from '../../core/definitions';
import { takeSeeds } from '../../core/made-first';
import { resolve } from '../../core/registry';

export const modelArgs = {
  model: arg.json(undefined, { doc: 'The graph the model is made of; open the model to edit it.', rare: true }),
  made_first: arg.bool(false, {
    doc: 'Whether a script makes this model before the layers around it; it then takes the first default seeds.',
    rare: true,
  }),
};
type Config = ArgValues<typeof modelArgs>;

/** @throws ProblemError where the argument holds no graph. */
export function graphOf(config: Config): ModelGraph {
  const { model } = config;
  if (isJsonObject(model) && Array.isArray(model.nodes) && isJsonObject(model.layers)) {
    return model as unknown as ModelGraph;
  }
  throw new ProblemError(problem('model-empty', 'This nested model holds no layers.', { where: 'model' }));
}

const attributes = new WeakMap<ModelGraph, ReadonlyMap<LayerId, string>>();

/**
 * Where each layer lies inside the model: `layers/dense_1` is the second Dense, whatever it is called.
 * Source: keras/src/saving/saving_lib.py.
 */
export function attributesOf(graph: ModelGraph): ReadonlyMap<LayerId, string> {
  const known = attributes.get(graph);
  if (known) return known;
  const counts = new Map<string, number>();
  const found = new Map<LayerId, string>();
  for (const id of new Set([...kerasOrder(graph).layers, ...graph.nodes.map((n) => n.layer)])) {
    const stem = snakeCase(graph.layers[id]?.className ?? '');
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    found.set(id, `layers/${stem}${count === 0 ? '' : `_${count}`}`);
  }
  attributes.set(graph, found);
  return found;
}

function declared(graph: ModelGraph, input: NodeId): PartialShape | null {
  const node = graph.nodes.find((n) => n.id === input);
  const config = node && graph.layers[node.layer]?.config;
  const shape = Array.isArray(config?.batch_shape) ? config.batch_shape.slice(1) : config?.shape;
  return Array.isArray(shape) ? (shape as PartialShape) : null;
}

/** What the model was made for must be what it gets; sizes left open take any. */
export function checkNested(config: Config, inputs: readonly ValueType[]): Problem | null {
  const graph = graphOf(config);
  if (graph.inputs.length !== inputs.length) {
    return problem(
      'nested-inputs',
      `The nested model has ${graph.inputs.length} inputs; it receives ${inputs.length}.`,
      {
        expected: `${graph.inputs.length} inputs`,
        received: `${inputs.length}`,
      },
    );
  }
  for (const [i, x] of inputs.entries()) {
    const want = declared(graph, graph.inputs[i] as NodeId);
    const got = x.shape.slice(1);
    if (!want || (want.length === got.length && want.every((d, k) => d === null || d === got[k]))) continue;
    const [expected, received] = [formatShape([null, ...want]), formatShape([null, ...got])];
    return problem(
      'nested-shape',
      `The nested model was made for inputs of shape ${expected}; it receives ${received}.`,
      {
        expected,
        received,
        fixes: [
          {
            label: `Set the nested model's input to ${received}`,
            action: 'set-nested-shape',
            params: { input: i, shape: [...got] },
          },
        ],
      },
    );
  }
  return null;
}

/** Walks calls of a graph, in the order of building or of calling. `step` gives what a call of a layer gives. */
function run<T>(
  graph: ModelGraph,
  nodes: readonly NodeSpec[],
  inputs: readonly T[],
  step: (layer: LayerId, xs: readonly T[]) => readonly T[],
): { outputs: T[] } {
  const values = new Map<NodeId, readonly T[]>();
  graph.inputs.forEach((id, i) => {
    values.set(id, [inputs[i] as T]);
  });
  const value = (ref: { node: NodeId; index: number }): T => {
    const found = values.get(ref.node)?.[ref.index];
    if (found === undefined) {
      throw new ProblemError(problem('model-incomplete', 'The nested model has layers that do not fit.'));
    }
    return found;
  };
  for (const node of nodes) {
    if (!values.has(node.id)) values.set(node.id, step(node.layer, node.inputs.map(value)));
  }
  return { outputs: graph.outputs.map(value) };
}

export function buildNested(b: LayerBuilder, config: Config, inputs: readonly ValueType[]): void {
  const graph = graphOf(config);
  const names = attributesOf(graph);
  for (const id of new Set(graph.nodes.map((n) => n.layer))) {
    const layer = graph.layers[id];
    if (layer) b.reserve(names.get(id) ?? id, (seeds) => takeSeeds(layer, seeds));
  }
  run<ValueType>(graph, graph.nodes, inputs, (id, xs) => {
    const layer = graph.layers[id];
    if (!layer) throw new Error(`There is no layer ${id}.`);
    try {
      refuseBatchAxis(layer, xs[0]?.shape.length ?? 0);
      return b.built(names.get(id) ?? id, layer, xs);
    } catch (error) {
      const inner = problemOf(error);
      // Fixes of inner layers name arguments of theirs; applied to the model they would do harm.
      const { fixes: _, ...rest } = inner;
      throw new ProblemError({ ...rest, message: `In ${layer.name}: ${inner.message}` });
    }
  });
  b.arrange(kerasOrder(graph).layers.map((id) => names.get(id) ?? id));
}

function takes(layer: LayerSpec | undefined, input: number): boolean {
  if (!layer) return false;
  const { definition, config } = resolve('layer', layer);
  return definition.takesMask?.(config, input) ?? false;
}

/** Whether a layer inside takes the mask off what the model is given. */
export function takesMaskInside(config: Config, input: number): boolean {
  const graph = graphOf(config);
  const given = graph.inputs[input];
  return graph.nodes.some((n) => n.inputs.some((ref, i) => ref.node === given && takes(graph.layers[n.layer], i)));
}

interface Masked {
  readonly x: Tensor;
  mask: Tensor | null;
}

export function callNested(ctx: CallContext, config: Config, inputs: readonly Tensor[]): Tensor[] {
  const graph = graphOf(config);
  const names = attributesOf(graph);
  const given = inputs.map((x, i): Masked => ({ x, mask: ctx.masks[i] ?? null }));
  const { outputs } = run<Masked>(graph, callOrder(graph), given, (id, xs) => {
    const result = ctx.call(
      names.get(id) ?? id,
      xs.map((m) => m.x),
      xs.map((m) => m.mask),
    );
    xs.forEach((m, i) => {
      if (takes(graph.layers[id], i)) m.mask = null;
    });
    return result.outputs.map((x, i) => ({ x, mask: result.masks[i] ?? null }));
  });
  outputs.forEach(({ mask }, i) => {
    ctx.setMask(mask, i);
  });
  return outputs.map((m) => m.x);
}
