/** A bare loop of training steps: the program of a project of the app, nobody watching, nothing written down. */

import type { PreparedData } from '../../src/data/prepared';
import { DeviceModel } from '../../src/engine/device-model';
import { signatureOf } from '../../src/engine/feeder';
import { planTraining } from '../../src/engine/training-plan';
import type { ProjectDocument } from '../../src/graph/document';
import { openBackend } from './backends';
import { stepsPerCall } from './measure';

export interface BareTiming {
  readonly stepMs: number;
  readonly steps: number;
}

export interface BareRequest {
  readonly side: 'bare';
  readonly backend: string;
  readonly document: ProjectDocument;
  /** Rows trained on in an epoch. */
  readonly rows: number;
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** Milliseconds before the clock starts, and while it runs. */
  readonly warmUp: number;
  readonly duration: number;
}

/** Rows of the data's shape: what is in them does not change how long a step takes. */
function anyRows({ rows, inputShape, classes }: BareRequest): PreparedData {
  const size = inputShape.reduce((product, length) => product * length, 1);
  const none = new Int32Array(0);
  return {
    rows,
    inputs: [
      {
        name: 'x',
        shape: inputShape,
        dtype: 'float32',
        data: Float32Array.from({ length: rows * size }, (_, i) => ((i * 7919) % 1000) / 1000),
      },
    ],
    targets: [
      { name: 'y', shape: [], dtype: 'int32', data: Int32Array.from({ length: rows }, (_, row) => row % classes) },
    ],
    parts: { train: Int32Array.from({ length: rows }, (_, row) => row), validation: none, test: none },
    features: [],
    target: { column: 'y', task: classes === 2 ? 'binary' : 'multiclass' },
    inputKind: 'vector',
    key: 'bench',
  };
}

/** Milliseconds per step of whole epochs, each read at its end, as `fit` without anybody watching would. */
export async function timeBare(request: BareRequest): Promise<BareTiming> {
  const { document, warmUp, duration } = request;
  const data = anyRows(request);
  const { model, compile, fit } = document;
  const plan = planTraining({ model, compile, fit, data: signatureOf(data) });
  const device = new DeviceModel(await openBackend(request.backend), plan, data);
  const size = fit.batch_size;
  const { train } = data.parts;
  let perCall = 1;
  const epoch = async (): Promise<number> => {
    const begin = performance.now();
    const whole = data.rows - (data.rows % size);
    for (let from = 0; from < whole; from += perCall * size) {
      device.trainSteps(train.subarray(from, Math.min(whole, from + perCall * size)), size);
    }
    if (whole < data.rows) device.trainBatch(train.slice(whole));
    await device.trainResults();
    const steps = Math.ceil(data.rows / size);
    perCall = stepsPerCall((performance.now() - begin) / steps);
    return steps;
  };
  const during = async (milliseconds: number): Promise<BareTiming> => {
    const begin = performance.now();
    let steps = 0;
    while (performance.now() - begin < milliseconds) steps += await epoch();
    return { stepMs: (performance.now() - begin) / steps, steps };
  };
  await during(warmUp);
  return during(duration);
}
