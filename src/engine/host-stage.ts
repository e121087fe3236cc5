/**
 * What the host computes before a model runs. Layers of words and hashes (`host` in their definition) stand right behind
 * model inputs; what they read is turned into whole numbers here, once for all rows, and the model that runs has inputs
 * for these in place of the ones they read.
 */
import { ProblemError, problem } from '../base/problem';
import { type Shape, sizeOf } from '../base/shape';
import type { PreparedData, RowsArray } from '../data/prepared';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec } from '../graph/model';
import { resolve } from '../keras';
import type { HostValues } from '../keras/core/definitions';
import { hostProblem, isHost, isUnadapted } from '../keras/core/host-rule';

/** Nodes the host computes. @throws ProblemError code `host-layer` when one reads anything but model inputs */
function hostNodes(graph: ModelGraph): NodeSpec[] {
  return graph.nodes.filter((node) => {
    const layer = graph.layers[node.layer];
    if (!layer || !isHost(layer)) return false;
    const misplaced = hostProblem(graph, node);
    if (misplaced) throw new ProblemError(misplaced);
    return true;
  });
}

const valuesOf = (a: RowsArray, rows: number): HostValues => ({
  shape: [rows, ...a.shape],
  dtype: a.words ? 'string' : a.dtype,
  data: a.words ?? a.data,
});

/** Rows of whole numbers brought to a width: cut, or filled up at their end. */
function fitted(values: HostValues, width: number, filling: number): Int32Array {
  const rows = values.shape[0] as number;
  const own = sizeOf(values.shape.slice(1));
  const data = values.data as ArrayLike<number>;
  const out = new Int32Array(rows * width).fill(filling);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < Math.min(own, width); i++) out[r * width + i] = data[r * own + i] as number;
  }
  return out;
}

/** The values a node reads. */
const givenTo = (graph: ModelGraph, node: NodeSpec, inputs: readonly RowsArray[], rows: number): HostValues[] =>
  node.inputs.map((ref) => valuesOf(inputs[graph.inputs.indexOf(ref.node)] as RowsArray, rows));

function some(values: HostValues, rows: Int32Array): HostValues {
  const width = sizeOf(values.shape.slice(1));
  const places = Array.from(rows, (r) => Array.from({ length: width }, (_, i) => r * width + i)).flat();
  const shape = [rows.length, ...values.shape.slice(1)];
  return values.dtype === 'string'
    ? { ...values, shape, data: places.map((p) => values.data[p] as string) }
    : { ...values, shape, data: places.map((p) => values.data[p] as number) };
}

/** The layer with the vocabulary of the training part, where it has none: Keras' `adapt`. */
function adapted(layer: LayerSpec, given: readonly HostValues[], train: Int32Array): LayerSpec {
  const { definition, config } = resolve('layer', layer);
  const [first] = given;
  if (!definition.adapt || !definition.unadapted?.(config) || !first) return layer;
  return { ...layer, config: { ...layer.config, ...definition.adapt(config, some(first, train)) } };
}

function computed(layer: LayerSpec, given: readonly HostValues[]): HostValues {
  const { definition, config } = resolve('layer', layer);
  const values = definition.host?.(config, given) as HostValues;
  if (values.dtype !== 'string') return values;
  throw new ProblemError(
    problem('host-words', `${layer.className} gives words, and a model computes with numbers.`, {
      where: layer.id,
      expected: 'invert off',
      received: 'invert on',
      fixes: [{ label: 'Do not invert', action: 'set-argument', params: { argument: 'invert', value: false } }],
    }),
  );
}

const stagedName = (node: NodeSpec): NodeId => `${node.id}.host`;

/** Inputs that others than the host's layers read. @throws ProblemError for words among them */
function keptInputs(graph: ModelGraph, hosted: ReadonlySet<NodeId>, inputs: readonly RowsArray[]): NodeId[] {
  const read = new Set(graph.nodes.filter((n) => !hosted.has(n.id)).flatMap((n) => n.inputs.map((ref) => ref.node)));
  for (const ref of graph.outputs) read.add(ref.node);
  const unread = graph.nodes.flatMap((n) => (hosted.has(n.id) ? n.inputs.map((ref) => ref.node) : []));
  return graph.inputs.filter((id, i) => {
    if (!read.has(id)) return !unread.includes(id);
    if (!inputs[i]?.words) return true;
    throw new ProblemError(
      problem('words-read', 'An input of words is read by a layer that computes with numbers.', {
        where: graph.nodes.find((n) => n.id === id)?.layer ?? 'data',
        expected: 'StringLookup, TextVectorization, Hashing or HashedCrossing behind it',
        received: 'another layer',
      }),
    );
  });
}

/** The model with what layers of numbers are to find on the training part, as arguments of these. */
function measuredModel(model: ModelGraph, data: PreparedData): ModelGraph {
  const changed = model.nodes.flatMap((node) => {
    const layer = model.layers[node.layer];
    const read = data.inputs[model.inputs.indexOf(node.inputs[0]?.node ?? '')];
    if (!layer || layer.className === 'InputLayer' || isHost(layer) || !isUnadapted(layer)) return [];
    const misplaced = hostProblem(model, node);
    if (misplaced) throw new ProblemError(misplaced);
    return read ? [adapted(layer, [valuesOf(read, data.rows)], data.parts.train)] : [];
  });
  if (changed.length === 0) return model;
  return { ...model, layers: { ...model.layers, ...Object.fromEntries(changed.map((l) => [l.id, l])) } };
}

/** What a layer made of all rows, and the layer with the vocabulary it did so with. */
interface Made {
  readonly layer: LayerSpec;
  readonly array: RowsArray;
}

const made = new WeakMap<object, Map<LayerId, Made & { readonly key: string; readonly sources: readonly object[] }>>();

/** The rows a layer makes; those of the same layer and data are made once, whatever else of the project changed. */
function rememberedRows(model: ModelGraph, node: NodeSpec, layer: LayerSpec, data: PreparedData): Made {
  const read = node.inputs.map((ref) => data.inputs[model.inputs.indexOf(ref.node)] as RowsArray);
  const sources = read.map((a) => a.words ?? a.data);
  const [first = data.parts] = sources;
  const known = made.get(first) ?? new Map();
  made.set(first, known);
  const key = JSON.stringify([data.key, stagedName(node), layer, read.map((a) => a.shape)]);
  const before = known.get(layer.id);
  if (before?.key === key && sources.every((s, i) => s === before.sources[i])) return before;
  const given = read.map((a) => valuesOf(a, data.rows));
  const ready = adapted(layer, given, data.parts.train);
  const values = computed(ready, given);
  const array: RowsArray = {
    name: stagedName(node),
    shape: values.shape.slice(1),
    dtype: 'int32',
    data: values.data instanceof Int32Array ? values.data : Int32Array.from(values.data as ArrayLike<number>),
  };
  known.set(layer.id, { key, sources, layer: ready, array });
  return { layer: ready, array };
}

/** A model without the host's part, and the data as it is fed. */
export interface Staged {
  readonly model: ModelGraph;
  readonly data: PreparedData;
  /** Shapes of a row of each input before. */
  readonly shapes: readonly Shape[];
}

/**
 * Does the host's part for all rows of the data.
 * @param data an array per input of the model
 * @throws ProblemError when a layer stands where the host cannot serve it, or cannot take the values
 */
export function stageModel(given: ModelGraph, data: PreparedData): Staged {
  const model = measuredModel(given, data);
  const hosted = hostNodes(model);
  const shapes = data.inputs.map((a) => a.shape);
  if (hosted.length === 0) return { model, data, shapes };
  const kept = keptInputs(model, new Set(hosted.map((n) => n.id)), data.inputs);
  const layers: Record<string, LayerSpec> = { ...model.layers };
  const added: NodeSpec[] = [];
  const arrays: RowsArray[] = [];
  for (const node of hosted) {
    const { layer, array } = rememberedRows(model, node, layers[node.layer] as LayerSpec, data);
    layers[layer.id] = layer;
    const id = stagedName(node);
    layers[id] = { id, name: id, className: 'InputLayer', config: { shape: [...array.shape], dtype: 'int32' } };
    added.push({ id, layer: id, inputs: [] });
    arrays.push(array);
  }
  const names = new Map(hosted.map((n) => [n.id, stagedName(n)]));
  const rest = model.nodes
    .filter((n) => !model.inputs.includes(n.id) || kept.includes(n.id))
    .map((n) => {
      const from = names.get(n.id);
      return from ? { ...n, inputs: [{ node: from, index: 0 }] } : n;
    });
  const keptArrays = kept.map((id) => data.inputs[model.inputs.indexOf(id)] as RowsArray);
  return {
    shapes,
    model: { ...model, layers, nodes: [...added, ...rest], inputs: [...kept, ...added.map((n) => n.id)] },
    data: {
      ...data,
      inputs: [...keptArrays, ...arrays],
      key: `${data.key}/${JSON.stringify(hosted.map((n) => [n.inputs, model.layers[n.layer]]))}`,
    },
  };
}

/** Values of some rows for one input. */
export type GivenRows = RowsArray['data'] | readonly string[];

const isWords = (given: GivenRows): given is readonly string[] => Array.isArray(given);

/** Rows that are not of the data, as the staged model's inputs want them: numbers, or words where it reads words. */
export function stageRows(
  model: ModelGraph,
  staged: Staged,
  given: readonly GivenRows[],
  rows: number,
): RowsArray['data'][] {
  const numbers = given.map((data) => (isWords(data) ? new Int32Array(0) : data));
  if (staged.model === model) return numbers;
  const inputs = given.map((data, i): RowsArray => {
    const common = {
      name: '',
      shape: staged.shapes[i] ?? [],
      dtype: 'float32',
      data: numbers[i] as Float32Array,
    } as const;
    return isWords(data) ? { ...common, words: data } : common;
  });
  return staged.model.inputs.map((id, i) => {
    const at = model.inputs.indexOf(id);
    if (at >= 0) return numbers[at] as RowsArray['data'];
    const node = model.nodes.find((n) => stagedName(n) === id) as NodeSpec;
    const layer = staged.model.layers[node.layer] as LayerSpec;
    const counting = (layer.config.output_mode ?? 'int') !== 'int';
    const width = sizeOf(staged.data.inputs[i]?.shape ?? []);
    return fitted(computed(layer, givenTo(model, node, inputs, rows)), width, counting ? -1 : 0);
  });
}
