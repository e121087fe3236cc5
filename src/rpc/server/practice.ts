/**
 * Goes through all that a run does, with small models of its own, while nobody waits: engines run code slowly that they
 * have not seen, and the first run would be the one to show it. What is made here is given back; numbers of real runs
 * depend on none of it.
 */
import type { Backend } from '../../backends/backend';
import type { TypedArray } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import type { PreparedData } from '../../data/prepared';
import { DeviceModel } from '../../engine/device-model';
import { feedMode, signatureOf } from '../../engine/feeder';
import { Traced } from '../../engine/traced';
import { planTraining } from '../../engine/training-plan';
import { object, sequential } from '../../graph/build';
import { CLASSIFIER_COMPILE } from '../../graph/defaults';
import type { ObjectSpec } from '../../graph/model';

interface Exercise {
  readonly shape: readonly number[];
  readonly layers: readonly ObjectSpec[];
}

/** Whole batches: each program is compiled once. */
const [BATCH, ROWS] = [8, 24];
const CLASSES = 3;

const dense = (units: number, activation: string): ObjectSpec => object('Dense', { units, activation });

/** One of each kind of network, what people begin with first. */
const EXERCISES: readonly Exercise[] = [
  { shape: [5], layers: [dense(32, 'relu'), dense(16, 'tanh'), dense(CLASSES, 'softmax')] },
  {
    shape: [10, 10, 2],
    layers: [
      object('Conv2D', { filters: 8, kernel_size: 3, activation: 'relu' }),
      object('BatchNormalization'),
      object('MaxPooling2D'),
      object('Dropout', { rate: 0.1 }),
      object('Flatten'),
      dense(16, 'relu'),
      dense(CLASSES, 'softmax'),
    ],
  },
  { shape: [6, 4], layers: [object('LSTM', { units: 8 }), dense(CLASSES, 'softmax')] },
  {
    shape: [8, 8, 3],
    layers: [
      object('DepthwiseConv2D', { kernel_size: 3, strides: 2, padding: 'same', use_bias: false }),
      object('LayerNormalization'),
      object('GlobalAveragePooling2D'),
      dense(CLASSES, 'softmax'),
    ],
  },
];

function rowsOf(shape: readonly number[]): PreparedData {
  const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const wave = (length: number): TypedArray => Float32Array.from({ length }, (_, i) => Math.sin(i));
  return {
    rows: ROWS,
    inputs: [{ name: 'x', shape, dtype: 'float32', data: wave(ROWS * sizeOf(shape)) as Float32Array }],
    targets: [{ name: 'y', shape: [], dtype: 'int32', data: Int32Array.from({ length: ROWS }, (_, i) => i % CLASSES) }],
    parts: { train: range(0, ROWS - BATCH), validation: range(ROWS - BATCH, ROWS), test: range(0, 0) },
    features: [],
    target: { column: 'y', task: 'multiclass' },
    inputKind: 'vector',
    key: 'practice',
  };
}

/** The exercises in pieces, each some milliseconds long; whoever ends it early leaves nothing on the backend. */
export async function* practice(backend: Backend): AsyncGenerator<void> {
  for (const { shape, layers } of EXERCISES) {
    const data = rowsOf(shape);
    const { train, validation } = data.parts;
    const fit = { class_weight: null, seed: 1, batch_size: BATCH };
    const model = sequential(shape, layers);
    const plan = planTraining({ model, compile: CLASSIFIER_COMPILE, fit, data: signatureOf(data) });
    yield;
    const traced = new Traced(plan);
    traced.train(BATCH, feedMode(data));
    yield;
    const device = new DeviceModel(backend, plan, data, undefined, traced);
    try {
      for (const _ of device.compileAhead(train.length, validation.length, BATCH)) yield;
      device.trainSteps(train, BATCH);
      await device.trainResults();
      yield;
      await device.evaluate(validation, BATCH, async () => undefined);
      yield;
    } finally {
      device.dispose();
    }
  }
}
