/** Random functional models: merges, branches, shared layers, models in models, operations, several inputs and outputs. */
import type { Json, JsonObject } from '../../../src/base/json';
import type { LayerSpec, ModelGraph, TensorRef } from '../../../src/graph/model';
import { allOf, find, type SampleSpec } from '../../../src/keras';
import type { ValueType } from '../../../src/ops';
import { randomConfig } from './arguments';
import type { Draws } from './draws';
import { Growing, TOKENS } from './growing-graph';
import { enrich } from './richer-graph';

export interface GraphCase {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly inputs: readonly SampleSpec[];
  readonly training: boolean;
}

/** Layers of one input by the ranks they take, batch included, with arguments to begin from. */
const STEPS: { readonly [rank: number]: readonly (readonly [string, JsonObject])[] } = {
  2: [
    ['Dense', { units: 4 }],
    ['Dense', { units: 3, activation: 'relu' }],
    ['Activation', { activation: 'tanh' }],
    ['LayerNormalization', {}],
    ['BatchNormalization', {}],
    ['Dropout', { rate: 0.4 }],
    ['Rescaling', { scale: 0.5 }],
    ['UnitNormalization', {}],
    ['RepeatVector', { n: 3 }],
    ['PReLU', {}],
    ['GaussianNoise', { stddev: 0.2 }],
    ['ActivityRegularization', { l2: 0.1 }],
  ],
  3: [
    ['Dense', { units: 3 }],
    ['Conv1D', { filters: 3, kernel_size: 2 }],
    ['SeparableConv1D', { filters: 2, kernel_size: 2, padding: 'same' }],
    ['MaxPooling1D', { pool_size: 2, padding: 'same' }],
    ['AveragePooling1D', { pool_size: 2, padding: 'same' }],
    ['LSTM', { units: 3 }],
    ['GRU', { units: 2, return_sequences: true }],
    ['SimpleRNN', { units: 3 }],
    ['Bidirectional', { layer: { className: 'LSTM', config: { units: 2, return_sequences: true } } }],
    ['TimeDistributed', { layer: { className: 'Dense', config: { units: 2 } } }],
    ['Masking', { mask_value: 0 }],
    ['SpatialDropout1D', { rate: 0.4 }],
    ['GlobalAveragePooling1D', {}],
    ['GlobalMaxPooling1D', {}],
    ['Flatten', {}],
    ['LayerNormalization', {}],
    ['Permute', { dims: [2, 1] }],
    ['Cropping1D', { cropping: [1, 0] }],
    ['ZeroPadding1D', { padding: 1 }],
    ['UpSampling1D', { size: 2 }],
  ],
  4: [
    ['Conv2D', { filters: 3, kernel_size: 2 }],
    ['DepthwiseConv2D', { kernel_size: 2, padding: 'same' }],
    ['Conv2DTranspose', { filters: 2, kernel_size: 2, strides: 2 }],
    ['MaxPooling2D', { pool_size: 2, padding: 'same' }],
    ['AveragePooling2D', { pool_size: 2, padding: 'same' }],
    ['BatchNormalization', {}],
    ['GroupNormalization', { groups: -1 }],
    ['GlobalAveragePooling2D', {}],
    ['Flatten', {}],
    ['UpSampling2D', { size: 2 }],
    ['ZeroPadding2D', { padding: 1 }],
    ['SpatialDropout2D', { rate: 0.3 }],
    ['Reshape', { target_shape: [-1, 2] }],
  ],
};

const MERGES = ['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Subtract', 'Concatenate', 'Dot'];
/** Merges of exactly two. */
const OF_TWO: ReadonlySet<string> = new Set(['Subtract', 'Dot']);
const ATTENTIONS: readonly (readonly [string, JsonObject])[] = [
  ['MultiHeadAttention', { num_heads: 2, key_dim: 2 }],
  ['MultiHeadAttention', { num_heads: 2, key_dim: 2 }],
  ['GroupQueryAttention', { head_dim: 2, num_query_heads: 2, num_key_value_heads: 1 }],
  ['Attention', {}],
  ['AdditiveAttention', {}],
];

/**
 * Any layer of one input as its examples have it. Not augmentation, which draws shapes or jumps; not those with calls of
 * their own, states (they need a batch of one size) or an expression.
 */
const CATALOGUE = allOf('layer')
  .filter((d) => !d.unlisted && !d.host && d.family !== 'preprocessing' && !['Lambda', 'InputLayer'].includes(d.name))
  .flatMap((d) =>
    d.cases
      .filter(({ config, inputs: [x, ...more], extra }) => {
        const plain = x !== undefined && more.length === 0 && x.dtype === undefined && x.values === undefined;
        const called = Object.keys(config).some((name) => d.args[name]?.atCall || name === 'name' || name === 'dtype');
        return plain && !extra && !called && !JSON.stringify(config).includes('stateful');
      })
      .map(({ config, inputs }) => ({ name: d.name, config, rank: inputs[0]?.shape.length ?? 0 })),
  );
const INPUTS: readonly JsonObject[] = [
  { shape: [4] },
  { shape: [3] },
  { shape: [4, 3] },
  { shape: [3, 2] },
  { shape: [4, 4, 2] },
  { shape: [5, 3, 2] },
  { shape: [4], dtype: 'int32' },
];

/** Arguments left as they are in graphs: those that name things, and modes given when a layer is called. */
const NOT_DRAWN: ReadonlySet<string> = new Set(['name', 'dtype', 'stateful', 'return_attention_scores', 'training']);

/** Layers around others: Keras freezes these when told later, but not by an argument, though the layer says it did. */
const AROUND: ReadonlySet<string> = new Set([
  'Bidirectional',
  'TimeDistributed',
  'RNN',
  'SpectralNormalization',
  'ConvLSTM1D',
  'ConvLSTM2D',
  'ConvLSTM3D',
]);
const keptIn = (name: string): ReadonlySet<string> =>
  AROUND.has(name) ? new Set([...NOT_DRAWN, 'trainable']) : NOT_DRAWN;

/**
 * Operations of tensors whose numbers nobody chose: not those that are undefined or have poles for some, and not those
 * that jump, where rounding decides the side. Both are asked alone, with numbers of their examples.
 */
const CHOOSY: ReadonlySet<string> = new Set(
  [
    ['Arccos', 'Arccosh', 'Arcsin', 'Arctanh', 'Log', 'Log10', 'Log1p', 'Log2', 'Power', 'Rsqrt', 'Sqrt'],
    ['Divide', 'DivideNoNan', 'Reciprocal', 'Tan', 'TrueDivide'],
    ['Ceil', 'Floor', 'FloorDivide', 'Mod', 'Round', 'Sign', 'Trunc'],
  ]
    .flat()
    .map((name) => `ops.${name}`),
);
/**
 * Places of a flattened tensor depend on the batch, and outside of it Keras gives NaN; axes turned round end with the
 * batch, and copies along a new axis stand before it.
 */
const inPlace = (name: string, { axis, axes, repeats }: JsonObject): boolean =>
  (name !== 'ops.Take' || typeof axis === 'number') &&
  (name !== 'ops.Transpose' || Array.isArray(axes)) &&
  (name !== 'ops.Tile' || [repeats].flat().length === 1);
const operations = allOf('layer')
  .filter((d) => d.name.startsWith('ops.') && !CHOOSY.has(d.name))
  .map((d) => ({ name: d.name, cases: d.cases.filter((c) => inPlace(d.name, c.config)) }))
  .filter((d) => d.cases.length > 0);

/** Outputs nothing reads, and sometimes one that is read. */
function endsOf(g: Growing, draws: Draws): TensorRef[] {
  const read = new Set(g.nodes.flatMap((n) => n.inputs.map((i) => `${i.node}/${i.index}`)));
  const made = [...g.types()].flatMap(([node, types]) =>
    g.inputs.includes(node) || types.some((t) => t.dtype !== 'float32')
      ? []
      : types.map((_, index) => ({ node, index })),
  );
  const ends = made.filter((t) => !read.has(`${t.node}/${t.index}`));
  const inner = made.filter((t) => read.has(`${t.node}/${t.index}`));
  const extra = inner.length > 0 && draws.chance(0.25) ? [draws.pick(inner)] : [];
  return draws.shuffled([...ends, ...extra]).slice(0, 3);
}

/** @param rich whether it gets what `enrich` adds on top */
export function makeGraph(name: string, draws: Draws, rich: boolean): GraphCase {
  const g = new Growing(rich ? 'own_' : '');
  const inputs = Array.from({ length: draws.pick([1, 1, 1, 2, 2, 3]) }, () => draws.pick(INPUTS));
  if (inputs.length === 2 && draws.chance(0.5)) inputs[1] = inputs[0] as JsonObject;
  for (const config of inputs) g.input(config);
  const steps = draws.whole(2, 7);
  for (let step = 0; step < steps; step++) grow(g, draws, 0);
  const plain = pruned(g.graph(endsOf(g, draws)));
  const batch = draws.whole(1, 3);
  const training = draws.chance(0.5);
  const graph = rich ? richer(g, draws) : plain;
  const samples = graph.inputs.map((id): SampleSpec => {
    const node = graph.nodes.find((n) => n.id === id);
    const config = graph.layers[node?.layer ?? '']?.config ?? {};
    const { shape, dtype } = config as { shape: number[]; dtype?: 'int32' };
    return { shape: [batch, ...shape], ...(dtype && { dtype, low: 0, high: TOKENS }) };
  });
  return { name, graph, inputs: samples, training };
}

/** The graph with what `enrich` adds, and a few steps more that may read it. */
function richer(g: Growing, draws: Draws): ModelGraph {
  enrich(g, draws, (shapes) => modelOf(g, shapes, draws, 0));
  const steps = draws.whole(0, 3);
  for (let step = 0; step < steps; step++) grow(g, draws, 0);
  return pruned(g.graph(endsOf(g, draws)));
}

/** A model used as a layer, grown from the shapes of what it is given; null where nothing grew, or left one out. */
function modelOf(g: Growing, shapes: readonly (readonly number[])[], draws: Draws, depth: number): LayerSpec | null {
  const inside = new Growing(g.prefix);
  for (const shape of shapes) inside.input({ shape: [...shape] });
  const steps = draws.whole(1, 4);
  for (let step = 0; step < steps; step++) grow(inside, draws, depth + 1);
  const model = pruned(inside.graph(endsOf(inside, draws)));
  if (model.outputs.length === 0 || model.inputs.length < shapes.length) return null;
  const chain =
    model.outputs.length === 1 &&
    Object.keys(model.layers).length === model.nodes.length &&
    model.nodes.every((n, i) =>
      n.inputs.every((ref) => n.inputs.length === 1 && ref.node === model.nodes[i - 1]?.id),
    ) &&
    !Object.values(model.layers).some((l) => l.className.startsWith('ops.'));
  const config = { model: model as unknown as Json, ...(draws.chance(0.1) && { trainable: false }) };
  return g.layer(chain && draws.chance(0.5) ? 'Sequential' : 'Functional', config);
}

/** Adds one call to the graph, or none where nothing drawn fits. */
function grow(g: Growing, draws: Draws, depth: number): void {
  const types = g.types();
  const tensors = g.nodes.flatMap((n) => (types.get(n.id) ?? []).map((_, index) => ({ node: n.id, index })));
  const typeOf = (t: TensorRef): ValueType => types.get(t.node)?.[t.index] as ValueType;
  const shapeOf = (t: TensorRef): readonly number[] => typeOf(t).shape;
  // The newest tensors are grown from most often.
  const from = draws.chance(0.5) ? (tensors.at(-1) as TensorRef) : draws.pick(tensors);
  const shape = shapeOf(from);
  if (typeOf(from).dtype === 'int32') {
    const config = { input_dim: TOKENS, output_dim: 3, mask_zero: draws.chance(0.5) };
    g.tryCall(g.layer('Embedding', config), [from]);
    return;
  }
  const alike = tensors.filter((t) => shapeOf(t).join() === shape.join() && typeOf(t).dtype === 'float32');
  if (draws.chance(0.25)) {
    const others = draws.shuffled(alike).slice(0, draws.whole(1, 2));
    const merge = draws.pick(MERGES);
    const both = OF_TWO.has(merge) ? [from, others[0] as TensorRef] : [from, ...others];
    const axis = draws.pick([-1, -1, 1]);
    const config: JsonObject =
      merge === 'Dot' ? { axes: axis, normalize: axis === 1 } : merge === 'Concatenate' ? { axis } : {};
    if (both.length > 1 && g.tryCall(g.layer(merge, config), both)) return;
  }
  if (draws.chance(0.15)) {
    const shared = Object.values(g.layers).filter((l) => l.className !== 'InputLayer' && !MERGES.includes(l.className));
    if (shared.length > 0 && g.tryCall(draws.pick(shared), [from])) return;
  }
  if (draws.chance(0.15)) {
    const { name, cases } = draws.pick(operations);
    const { config, inputs } = draws.pick(cases);
    if (
      g.tryCall(
        g.layer(name, config),
        inputs.map((_, i) => (i === 0 ? from : draws.pick(alike))),
      )
    )
      return;
  }
  if (depth < 2 && draws.chance(0.1)) {
    const model = modelOf(g, [shape.slice(1)], draws, depth);
    if (model && g.tryCall(model, [from])) return;
  }
  if (shape.length === 3 && draws.chance(0.15)) {
    const attention = g.layer(...draws.pick(ATTENTIONS));
    if (g.tryCall(attention, [from, draws.pick(tensors.filter((t) => shapeOf(t).length === 3))])) return;
  }
  if (draws.chance(0.2)) {
    // Keras lists the kernel this wraps twice, and its weights inside a model in another order than alone.
    const usable = (name: string): boolean => depth === 0 || name !== 'SpectralNormalization';
    const fitting = CATALOGUE.filter((l) => l.rank === shape.length && usable(l.name));
    const found = fitting.length > 0 ? draws.pick(fitting) : null;
    if (found && g.tryCall(g.layer(found.name, found.config), [from])) return;
  }
  const choices = STEPS[shape.length];
  if (!choices) return;
  const [className, config] = draws.pick(choices);
  const args = find('layer', className)?.args ?? {};
  const random = randomConfig(args, config, {}, draws, draws.chance(0.4) ? 0.15 : 0, 0, keptIn(className));
  if (!g.tryCall(g.layer(className, random), [from])) g.tryCall(g.layer(className, config), [from]);
}

/** Without what no output depends on. */
export function pruned(graph: ModelGraph): ModelGraph {
  const needed = new Set<string>(graph.outputs.map((o) => o.node));
  for (const node of graph.nodes.toReversed()) if (needed.has(node.id)) for (const i of node.inputs) needed.add(i.node);
  const nodes = graph.nodes.filter((n) => needed.has(n.id));
  const used = new Set(nodes.map((n) => n.layer));
  const layers = Object.fromEntries(Object.entries(graph.layers).filter(([id]) => used.has(id)));
  return { layers, nodes, inputs: graph.inputs.filter((id) => needed.has(id)), outputs: graph.outputs };
}
