/** The reference models whose training steps are timed, written once; each side builds its own model from these. */

import type { JsonObject } from '../../src/base/json';

export interface ReferenceLayer {
  /** Keras' class name. */
  readonly className: string;
  /** Keras' arguments; what is absent has Keras' default. */
  readonly config: JsonObject;
  /** Called so by layers that read it. */
  readonly name?: string;
  /** What it reads, by name, `input` being the model's; absent: the layer before it. */
  readonly inputs?: readonly string[];
}

/** How many times as fast as others a step should be. */
export interface Aims {
  /** As the fastest tfjs without a GPU. */
  readonly tfjs: number;
  /** As the fastest Keras 3 on the same processor. */
  readonly keras: number;
}

export interface ReferenceModel {
  readonly name: string;
  readonly batchSize: number;
  /** Shape of one input row. */
  readonly inputShape: readonly number[];
  /** Inputs are numbers in -1..1, or integers below this. */
  readonly vocabulary?: number;
  readonly loss: 'binary_crossentropy' | 'sparse_categorical_crossentropy';
  /** Number of classes; 1 for a probability. */
  readonly classes: number;
  /** In an order in which each comes after what it reads; the last is the output. */
  readonly layers: readonly ReferenceLayer[];
  readonly aims: Aims;
}

/** Name of the model's input among the names of layers. */
export const INPUT = 'input';

const layer = (
  className: string,
  config: JsonObject = {},
  wiring: Pick<ReferenceLayer, 'name' | 'inputs'> = {},
): ReferenceLayer => ({ className, config, ...wiring });
const dense = (units: number, activation?: string): ReferenceLayer =>
  layer('Dense', activation === undefined ? { units } : { units, activation });
const conv = (filters: number, more: JsonObject = {}): ReferenceLayer =>
  layer('Conv2D', { filters, kernel_size: 3, activation: 'relu', ...more });

/** Depthwise, then pointwise, each normalised and cut at zero: the block of a MobileNet. */
const separable = (filters: number, strides: number): ReferenceLayer[] => [
  layer('DepthwiseConv2D', { kernel_size: 3, strides, padding: 'same', use_bias: false }),
  layer('BatchNormalization'),
  layer('ReLU'),
  layer('Conv2D', { filters, kernel_size: 1, use_bias: false }),
  layer('BatchNormalization'),
  layer('ReLU'),
];

export const referenceModels: readonly ReferenceModel[] = [
  {
    name: 'MLP 2-8-8-1, batch 32',
    batchSize: 32,
    inputShape: [2],
    loss: 'binary_crossentropy',
    classes: 1,
    aims: { tfjs: 150, keras: 20 },
    layers: [dense(8, 'tanh'), dense(8, 'tanh'), dense(1, 'sigmoid')],
  },
  {
    name: 'MLP 30-64-32-1, batch 256',
    batchSize: 256,
    inputShape: [30],
    loss: 'binary_crossentropy',
    classes: 1,
    aims: { tfjs: 30, keras: 5 },
    layers: [dense(64, 'relu'), dense(32, 'relu'), dense(1, 'sigmoid')],
  },
  {
    name: 'MLP 784-128-10, batch 64',
    batchSize: 64,
    inputShape: [784],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
    aims: { tfjs: 8, keras: 1 },
    layers: [dense(128, 'relu'), dense(10, 'softmax')],
  },
  {
    name: 'CNN 28x28 conv16-pool-conv32-pool-dense64-10, batch 32',
    batchSize: 32,
    inputShape: [28, 28, 1],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
    aims: { tfjs: 100, keras: 1 },
    layers: [
      conv(16),
      layer('MaxPooling2D'),
      conv(32),
      layer('MaxPooling2D'),
      layer('Flatten'),
      dense(64, 'relu'),
      dense(10, 'softmax'),
    ],
  },
  {
    name: 'conv8-BN-GAP 16x16x3, batch 32',
    batchSize: 32,
    inputShape: [16, 16, 3],
    loss: 'sparse_categorical_crossentropy',
    classes: 4,
    aims: { tfjs: 100, keras: 1 },
    layers: [conv(8), layer('BatchNormalization'), layer('GlobalAveragePooling2D'), dense(4, 'softmax')],
  },
  {
    name: 'depthwise-separable CNN 32x32x3, 6 blocks, batch 32',
    batchSize: 32,
    inputShape: [32, 32, 3],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
    aims: { tfjs: 30, keras: 0.7 },
    layers: [
      conv(16, { strides: 2, padding: 'same' }),
      ...separable(32, 1),
      ...separable(32, 1),
      ...separable(64, 2),
      ...separable(64, 1),
      ...separable(128, 2),
      ...separable(128, 1),
      layer('GlobalAveragePooling2D'),
      dense(10, 'softmax'),
    ],
  },
  {
    name: 'LSTM 32 over 20x8, batch 32',
    batchSize: 32,
    inputShape: [20, 8],
    loss: 'sparse_categorical_crossentropy',
    classes: 4,
    aims: { tfjs: 15, keras: 1 },
    layers: [layer('LSTM', { units: 32 }), dense(4, 'softmax')],
  },
  {
    name: 'GRU 64 over 100x16, batch 32',
    batchSize: 32,
    inputShape: [100, 16],
    loss: 'sparse_categorical_crossentropy',
    classes: 4,
    aims: { tfjs: 15, keras: 1 },
    layers: [layer('GRU', { units: 64 }), dense(4, 'softmax')],
  },
  {
    name: 'Embedding 10000x32, GAP, dense, length 100, batch 64',
    batchSize: 64,
    inputShape: [100],
    vocabulary: 10_000,
    loss: 'binary_crossentropy',
    classes: 1,
    aims: { tfjs: 10, keras: 1 },
    layers: [
      layer('Embedding', { input_dim: 10_000, output_dim: 32 }),
      layer('GlobalAveragePooling1D'),
      dense(16, 'relu'),
      dense(1, 'sigmoid'),
    ],
  },
  {
    name: 'transformer block d64, 4 heads, length 64, batch 16',
    batchSize: 16,
    inputShape: [64, 64],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
    aims: { tfjs: 10, keras: 1 },
    layers: [
      layer('MultiHeadAttention', { num_heads: 4, key_dim: 16 }, { name: 'attention', inputs: [INPUT, INPUT] }),
      layer('Add', {}, { inputs: [INPUT, 'attention'] }),
      layer('LayerNormalization', {}, { name: 'attended' }),
      dense(256, 'relu'),
      { ...dense(64), name: 'thought' },
      layer('Add', {}, { inputs: ['attended', 'thought'] }),
      layer('LayerNormalization'),
      layer('GlobalAveragePooling1D'),
      dense(10, 'softmax'),
    ],
  },
];

/** What a layer reads: positions of layers, -1 for the model's input. */
export function sourcesOf(model: ReferenceModel, position: number): number[] {
  const { inputs } = model.layers[position] ?? {};
  if (!inputs) return [position - 1];
  return inputs.map((wanted) => {
    if (wanted === INPUT) return -1;
    const found = model.layers.findIndex(({ name }) => name === wanted);
    if (found < 0 || found >= position) throw new Error(`${model.name}: nothing before layer ${position} is ${wanted}`);
    return found;
  });
}

/** Numbers in one input row. */
export const rowSize = (model: ReferenceModel): number =>
  model.inputShape.reduce((product, length) => product * length, 1);

/** Inputs beyond this many numbers are not drawn: large rows are slow to train on, so their epochs are short. */
const MOST_NUMBERS = 4_000_000;

/** Batches that a data set of the model has when `wanted` would be best. */
export const batchesOf = (model: ReferenceModel, wanted: number): number =>
  Math.max(2, Math.min(wanted, Math.floor(MOST_NUMBERS / rowSize(model) / model.batchSize)));

/** The same rows for all sides, drawn from a fixed linear congruential sequence. */
export function drawRows(model: ReferenceModel, rows: number): { x: Float32Array; y: Int32Array } {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const { vocabulary } = model;
  const x = Float32Array.from({ length: rows * rowSize(model) }, () =>
    vocabulary === undefined ? 2 * next() - 1 : Math.floor(next() * vocabulary),
  );
  const y = Int32Array.from({ length: rows }, () => Math.floor(next() * Math.max(2, model.classes)));
  return { x, y };
}
