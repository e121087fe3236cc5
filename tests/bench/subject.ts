/** Our side of the comparison: the reference models in Strata's engine, a bare loop of training steps. */

import type { Backend } from '../../src/backends/backend';
import type { PreparedData } from '../../src/data/prepared';
import { DeviceModel } from '../../src/engine/device-model';
import { signatureOf } from '../../src/engine/feeder';
import { trainProgram } from '../../src/engine/programs';
import { planTraining } from '../../src/engine/training-plan';
import { inputConfig, object } from '../../src/graph/build';
import { CLASSIFIER_COMPILE } from '../../src/graph/defaults';
import type { CompileSpec } from '../../src/graph/document';
import type { LayerSpec, ModelGraph, NodeSpec } from '../../src/graph/model';
import { type BackendOptions, openBackend } from './backends';
import { costsOf, numbersIn, type StepCosts } from './costs';
import {
  checkLoss,
  type StepTiming,
  stepsPerCall,
  type TimingBudget,
  type TurnBudget,
  timeEpochs,
  timeInTurns,
} from './measure';
import { batchesOf, drawRows, INPUT, type ReferenceModel, sourcesOf } from './models';

const losses = {
  binary_crossentropy: 'BinaryCrossentropy',
  sparse_categorical_crossentropy: 'SparseCategoricalCrossentropy',
} as const;

/** Most batches the data of the timing has; longer epochs begin anew. */
const MOST_BATCHES = 200;

/** What is switched off or set otherwise than by default. */
export interface SubjectOptions extends BackendOptions {
  /** Steps in one call of the device; by default as many as take about as long as a call of the app. */
  readonly stepsPerCall?: number;
}

export interface SubjectTiming extends StepTiming {
  /** Milliseconds for planning, tracing, compiling. */
  readonly compileMs: number;
  /** The same once more, on a backend that knows nothing of it, when the engine has seen all of the code. */
  readonly compileAgainMs: number;
  readonly costs: StepCosts;
}

export interface VariantTimings {
  /** Milliseconds of a step, in the order of the settings. */
  readonly stepsMs: readonly number[];
}

/** A reference model's rows as the data pipeline would hand them over, all of them for training. */
export function prepareRows(reference: ReferenceModel, most = MOST_BATCHES): PreparedData {
  const rows = batchesOf(reference, most) * reference.batchSize;
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
export function modelOf(reference: ReferenceModel): ModelGraph {
  const dtype = reference.vocabulary === undefined ? 'float32' : 'int32';
  const input: LayerSpec = {
    id: INPUT,
    name: INPUT,
    ...object('InputLayer', inputConfig(reference.inputShape, dtype)),
  };
  const layers: Record<string, LayerSpec> = { [INPUT]: input };
  const nodes: NodeSpec[] = [{ id: INPUT, layer: INPUT, inputs: [] }];
  const idOf = (position: number): string => (position < 0 ? INPUT : `layer${position}`);
  reference.layers.forEach(({ className, config }, position) => {
    const id = idOf(position);
    layers[id] = { id, name: id, ...object(className, config) };
    nodes.push({ id, layer: id, inputs: sourcesOf(reference, position).map((s) => ({ node: idOf(s), index: 0 })) });
  });
  return { layers, nodes, inputs: [INPUT], outputs: [{ node: idOf(reference.layers.length - 1), index: 0 }] };
}

export function compileOf(reference: ReferenceModel): CompileSpec {
  return { ...CLASSIFIER_COMPILE, losses: [object(losses[reference.loss])] };
}

/** Milliseconds per training step of a reference model on the backend of that name. */
export async function timeSubject(
  reference: ReferenceModel,
  backendName: string,
  options: SubjectOptions,
  budget: TimingBudget,
): Promise<SubjectTiming> {
  const backend = await openBackend(backendName, options);
  const data = prepareRows(reference);
  const { batchSize } = reference;
  const begin = performance.now();
  const { plan, model, peakBytes } = compiled(reference, data, backend);
  const compileMs = performance.now() - begin;
  const timing = await timeEpochs(epochsOf(model, data, batchSize, options), budget, begin);
  const program = trainProgram(plan, batchSize, { kind: 'resident', rows: data.rows });
  const compileAgainMs = await compileAgain(reference, data, () => openBackend(backendName, options));
  const trained = plan.model.variables.filter((v) => v.trainable).map((v) => v.shape);
  return {
    ...timing,
    compileMs,
    compileAgainMs,
    costs: { ...costsOf(program, plan.slots.length, numbersIn(trained)), peakBytes },
  };
}

/** Milliseconds per training step with each of several settings, one epoch after the other in turns. */
export async function timeVariants(
  reference: ReferenceModel,
  backendName: string,
  variants: readonly SubjectOptions[],
  budget: TurnBudget,
): Promise<VariantTimings> {
  const data = prepareRows(reference);
  const sides: ((batches: number) => Promise<void>)[] = [];
  for (const options of variants) {
    const { model } = compiled(reference, data, await openBackend(backendName, options));
    sides.push(epochsOf(model, data, reference.batchSize, options));
  }
  return { stepsMs: await timeInTurns(sides, budget) };
}

/** Trains so many batches and settles when their loss was read, as the others' reads wait for the device too. */
function epochsOf(model: DeviceModel, data: PreparedData, batchSize: number, options: SubjectOptions) {
  const most = data.rows / batchSize;
  let perCall = options.stepsPerCall ?? 1;
  return async (batches: number): Promise<void> => {
    const start = performance.now();
    let at = 0;
    for (let left = batches; left > 0; ) {
      const steps = Math.min(perCall, left, most - at);
      model.trainSteps(data.parts.train.subarray(at * batchSize, (at + steps) * batchSize), batchSize);
      left -= steps;
      at = (at + steps) % most;
    }
    checkLoss((await model.trainResults()).logs.loss);
    const stepMs = (performance.now() - start) / batches;
    if (options.stepsPerCall === undefined) perCall = stepsPerCall(stepMs);
  };
}

function compiled(reference: ReferenceModel, data: PreparedData, backend: Backend) {
  const fit = { class_weight: null, seed: 1 };
  const plan = planTraining({ model: modelOf(reference), compile: compileOf(reference), fit, data: signatureOf(data) });
  const model = new DeviceModel(backend, plan, data);
  // Compiles.
  return { plan, model, peakBytes: model.peakBytes(reference.batchSize) };
}

async function compileAgain(reference: ReferenceModel, data: PreparedData, open: () => Promise<Backend>) {
  const backend = await open();
  const begin = performance.now();
  const { model } = compiled(reference, data, backend);
  const took = performance.now() - begin;
  model.dispose();
  backend.close();
  return took;
}
