/**
 * Models inside models. A layer of class Functional or Sequential holds the graph it is made of as its argument `model`,
 * so everything that works on arguments (copying, undoing, saving, wrappers that take a layer) works on nested models.
 */
import * as z from 'zod/mini';
import { isJsonObject, type Json, type JsonObject } from '../base/json';
import type { PartialShape } from '../base/shape';
import { inputDtype } from './build';
import { setInput } from './edit';
import type { LayerId, ModelGraph, ObjectSpec } from './model';
import { LIMITS, modelSchema } from './schema';
import { graphFault, layerOf, nodeOf, toSequential } from './topology';

/** Classes whose layers are models. */
export type ModelClass = 'Functional' | 'Sequential';

export function isModelClass(className: string): className is ModelClass {
  return className === 'Functional' || className === 'Sequential';
}

/** The graph inside a layer, or null for a layer that is no model. Trusted: documents are checked when they are read. */
export function nestedGraph(spec: ObjectSpec): ModelGraph | null {
  const { model } = spec.config;
  return isModelClass(spec.className) && isJsonObject(model) ? (model as unknown as ModelGraph) : null;
}

/** A layer made of a graph: Sequential where the graph is a plain chain, else Functional. */
export function nestedModel(
  graph: ModelGraph,
  className: ModelClass = toSequential(graph) ? 'Sequential' : 'Functional',
): ObjectSpec {
  return { className, config: { model: graph as unknown as Json } };
}

/** Puts another graph into a nested model. @throws RangeError when the layer is no model. */
export function setNestedGraph(graph: ModelGraph, id: LayerId, inner: ModelGraph): ModelGraph {
  const layer = layerOf(graph, id);
  if (!isModelClass(layer.className)) throw new RangeError(`${layer.name} is no model.`);
  if (nestedGraph(layer) === inner) return graph;
  // A Sequential that branches is one no more.
  const className = layer.className === 'Sequential' && !toSequential(inner) ? 'Functional' : layer.className;
  const config = { ...layer.config, model: inner as unknown as Json };
  return { ...graph, layers: { ...graph.layers, [id]: { ...layer, className, config } } };
}

/** Replaces the graphs of all models in a value, however deep in arguments (wrappers hold layers), innermost last. */
export function mapNested(value: Json, turn: (model: ModelGraph) => Json): Json {
  if (Array.isArray(value)) return value.map((v: Json) => mapNested(v, turn));
  if (!isJsonObject(value)) return value;
  const { className, config } = value;
  const isModel = typeof className === 'string' && isModelClass(className) && isJsonObject(config);
  if (isModel && isJsonObject(config.model)) {
    const { model, ...rest } = config;
    return { ...value, config: { ...rest, model: turn(model as unknown as ModelGraph) } };
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, v]) => {
    const next = mapNested(v, turn);
    changed ||= next !== v;
    return [key, next] as const;
  });
  return changed ? (Object.fromEntries(entries) as JsonObject) : value;
}

/**
 * Makes the model a layer holds, or wraps, for inputs of another shape (without the batch).
 * @throws RangeError when the layer holds no model, or the model has no such input
 */
export function setNestedInput(graph: ModelGraph, id: LayerId, input: number, shape: PartialShape): ModelGraph {
  const layer = layerOf(graph, id);
  const { className, config } = layer;
  const value = { className, config };
  const resized = mapNested(value, (inner) => {
    const id = inner.inputs[input];
    const dtype = id === undefined ? undefined : inputDtype(layerOf(inner, nodeOf(inner, id).layer).config);
    return setInput(inner, input, shape, dtype) as unknown as Json;
  });
  if (resized === value || !isJsonObject(resized)) throw new RangeError(`${layer.name} holds no model.`);
  return { ...graph, layers: { ...graph.layers, [id]: { ...layer, config: resized.config as JsonObject } } };
}

/** The first thing that makes a graph from outside no graph, nested models included, in words; null when all is well. */
export function modelFault(graph: ModelGraph): string | null {
  let nodes = 0;
  let fault: string | null = null;
  const visit = (inner: ModelGraph, depth: number, where: string): void => {
    if (fault !== null) return;
    nodes += inner.nodes.length;
    if (depth > LIMITS.nesting) fault = `Models are nested deeper than ${LIMITS.nesting} levels.`;
    else if (nodes > LIMITS.nodes) fault = `There are more than ${LIMITS.nodes} nodes.`;
    else fault = graphFault(inner);
    if (fault !== null) {
      fault = where + fault;
      return;
    }
    for (const layer of Object.values(inner.layers)) {
      mapNested({ className: layer.className, config: layer.config }, (model) => {
        const parsed = z.safeParse(modelSchema, model);
        if (parsed.success) visit(model, depth + 1, `${where}In ${layer.name}: `);
        else fault ??= `${where}In ${layer.name}: this is no graph.`;
        return null;
      });
    }
  };
  visit(graph, 0, '');
  return fault;
}
