/** Our side of the comparison: the reference models in Strata's engine, a bare loop of training steps. */

import type { PreparedData } from '../../src/data/prepared';
import { DeviceModel } from '../../src/engine/device-model';
import { signatureOf } from '../../src/engine/feeder';
import { planTraining } from '../../src/engine/training-plan';
import { object, sequential } from '../../src/graph/build';
import { CLASSIFIER_COMPILE } from '../../src/graph/defaults';
import type { CompileSpec } from '../../src/graph/document';
import { openBackend } from './backends';
import { type StepTiming, type TimingBudget, timeEpochs } from './measure';
import { drawRows, type ReferenceModel } from './models';

const losses = {
  binary_crossentropy: 'BinaryCrossentropy',
  sparse_categorical_crossentropy: 'SparseCategoricalCrossentropy',
} as const;

/** Most batches an epoch of the timing has. */
const MOST_BATCHES = 200;
/** Data beyond this many numbers is not drawn: large rows are slow to train on, so their epochs are short. */
const MOST_NUMBERS = 8_000_000;

/** A reference model's rows as the data pipeline would hand them over, all of them for training. */
export function prepareRows(reference: ReferenceModel): PreparedData {
  const size = reference.inputShape.reduce((product, length) => product * length, 1);
  const batches = Math.max(2, Math.min(MOST_BATCHES, Math.floor(MOST_NUMBERS / size / reference.batchSize)));
  const rows = batches * reference.batchSize;
  const { x, y } = drawRows(reference, rows);
  const integers = reference.vocabulary !== undefined;
  const none = new Int32Array(0);
  return {
    rows,
    inputs: [
      {
        name: 'x',
        shape: reference.inputShape,
        dtype: integers ? 'int32' : 'float32',
        data: integers ? Int32Array.from(x) : x,
      },
    ],
    targets: [{ name: 'y', shape: [], dtype: 'int32', data: y }],
    parts: { train: Int32Array.from({ length: rows }, (_, row) => row), validation: none, test: none },
    features: [],
    target: { column: 'y', task: reference.classes === 1 ? 'binary' : 'multiclass' },
    inputKind: 'vector',
    key: reference.name,
  };
}

/** A reference model as the document holds it. */
export function modelOf(reference: ReferenceModel) {
  const specs = reference.layers.map(({ className, config }) => object(className, config));
  return sequential(reference.inputShape, specs, reference.vocabulary === undefined ? 'float32' : 'int32');
}

export function compileOf(reference: ReferenceModel): CompileSpec {
  return { ...CLASSIFIER_COMPILE, losses: [object(losses[reference.loss])] };
}

/** Milliseconds per training step of a reference model on the backend of that name. */
export async function timeSubject(
  reference: ReferenceModel,
  backendName: string,
  budget: TimingBudget,
): Promise<StepTiming> {
  const backend = await openBackend(backendName);
  const data = prepareRows(reference);
  const fit = { class_weight: null, seed: 1 };
  const plan = planTraining({ model: modelOf(reference), compile: compileOf(reference), fit, data: signatureOf(data) });
  const model = new DeviceModel(backend, plan, data);
  const { batchSize } = reference;
  return timeEpochs(async (batches) => {
    for (let batch = 0; batch < batches; batch++) {
      const from = (batch * batchSize) % data.rows;
      model.trainBatch(data.parts.train.slice(from, from + batchSize));
    }
    // Reading the epoch's loss and metrics waits for the device, as the peer's `fit` does.
    await model.trainResults();
  }, budget);
}
