/** The reference models whose training steps are timed, written once; each side builds its own model from these. */

import type { JsonObject } from '../../src/base/json';

export interface ReferenceLayer {
  /** Keras' class name. */
  readonly className: string;
  /** Keras' arguments; what is absent has Keras' default. */
  readonly config: JsonObject;
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
  readonly layers: readonly ReferenceLayer[];
}

const layer = (className: string, config: JsonObject = {}): ReferenceLayer => ({ className, config });
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
    layers: [dense(8, 'tanh'), dense(8, 'tanh'), dense(1, 'sigmoid')],
  },
  {
    name: 'MLP 30-64-32-1, batch 256',
    batchSize: 256,
    inputShape: [30],
    loss: 'binary_crossentropy',
    classes: 1,
    layers: [dense(64, 'relu'), dense(32, 'relu'), dense(1, 'sigmoid')],
  },
  {
    name: 'MLP 784-128-10, batch 64',
    batchSize: 64,
    inputShape: [784],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
    layers: [dense(128, 'relu'), dense(10, 'softmax')],
  },
  {
    name: 'CNN 28x28 conv16-pool-conv32-pool-dense64-10, batch 32',
    batchSize: 32,
    inputShape: [28, 28, 1],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
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
    layers: [conv(8), layer('BatchNormalization'), layer('GlobalAveragePooling2D'), dense(4, 'softmax')],
  },
  {
    name: 'depthwise-separable CNN 32x32x3, 6 blocks, batch 32',
    batchSize: 32,
    inputShape: [32, 32, 3],
    loss: 'sparse_categorical_crossentropy',
    classes: 10,
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
    layers: [layer('LSTM', { units: 32 }), dense(4, 'softmax')],
  },
  {
    name: 'GRU 64 over 100x16, batch 32',
    batchSize: 32,
    inputShape: [100, 16],
    loss: 'sparse_categorical_crossentropy',
    classes: 4,
    layers: [layer('GRU', { units: 64 }), dense(4, 'softmax')],
  },
  {
    name: 'Embedding 10000x32, GAP, dense, length 100, batch 64',
    batchSize: 64,
    inputShape: [100],
    vocabulary: 10_000,
    loss: 'binary_crossentropy',
    classes: 1,
    layers: [
      layer('Embedding', { input_dim: 10_000, output_dim: 32 }),
      layer('GlobalAveragePooling1D'),
      dense(16, 'relu'),
      dense(1, 'sigmoid'),
    ],
  },
];

/** The same rows for both sides, drawn from a fixed linear congruential sequence. */
export function drawRows(model: ReferenceModel, rows: number): { x: Float32Array; y: Int32Array } {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const size = model.inputShape.reduce((product, length) => product * length, 1);
  const { vocabulary } = model;
  const x = Float32Array.from({ length: rows * size }, () =>
    vocabulary === undefined ? 2 * next() - 1 : Math.floor(next() * vocabulary),
  );
  const y = Int32Array.from({ length: rows }, () => Math.floor(next() * Math.max(2, model.classes)));
  return { x, y };
}
