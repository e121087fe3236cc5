/** Trains a scenario of the oracle as the app does and compares it with Keras' fit, number by number. */
import type { Backend } from '../../src/backends/backend';
import type { PreparedData, RowsArray } from '../../src/data/prepared';
import { DeviceModel } from '../../src/engine/device-model';
import { signatureOf } from '../../src/engine/feeder';
import { FitSession } from '../../src/engine/fit-session';
import { planTraining, variableSlot } from '../../src/engine/training-plan';
import type { CompileSpec, FitSpec } from '../../src/graph/document';
import type { ModelGraph, ObjectSpec } from '../../src/graph/model';
import { close } from '../contract/keras/compare';
import { type FixtureTensor, type Num, typed } from '../contract/keras/fixtures';
import type { Tolerance } from '../contract/keras/tolerances';

export interface TrainingFixture {
  readonly name: string;
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  readonly fit: Omit<FitSpec, 'backend'>;
  readonly callbacks: readonly ObjectSpec[];
  readonly inputs: readonly FixtureTensor[];
  readonly targets: readonly FixtureTensor[];
  /** For all outputs, or for each of several; null for none. */
  readonly sampleWeights: readonly number[] | readonly (readonly number[] | null)[] | null;
  readonly parts: {
    readonly train: readonly number[];
    readonly validation: readonly number[];
    readonly test: readonly number[];
  };
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly start: readonly Num[];
    readonly end: readonly Num[];
  }[];
  readonly orders: readonly (readonly number[])[];
  /** Loss of each step; null where callbacks change the course. */
  readonly losses: readonly Num[] | null;
  readonly history: { readonly [key: string]: readonly Num[] };
}

/** Rounding of float32 grows from step to step; 1e-4 after a few dozen steps is what the project promises. */
export const TRAJECTORY: Tolerance = { name: 'training trajectory', relative: 1e-4, absolute: 1e-4 };

type Weights = TrainingFixture['sampleWeights'];

const forAll = (weights: Weights): weights is readonly number[] =>
  weights !== null && typeof (weights.find((w) => w !== null) ?? 0) === 'number';

/** Weights as the data brings them: one column for all outputs, or one for each that has any. */
function weightsOf({ sampleWeights: given, targets }: TrainingFixture): Pick<PreparedData, 'weights' | 'weighted'> {
  if (given === null) return {};
  const each = forAll(given) ? targets.map(() => given) : given;
  const columns = [...new Set(each)].filter((w) => w !== null);
  return {
    weights: columns.map((w, i) => ({
      name: `weights${i}`,
      shape: [],
      dtype: 'float32',
      data: Float32Array.from(w),
    })),
    weighted: each.map((w) => (w === null ? null : columns.indexOf(w))),
  };
}

function preparedData(f: TrainingFixture): PreparedData {
  const array = (t: FixtureTensor, i: number, what: string): RowsArray => ({
    name: `${what}${i}`,
    shape: t.shape.slice(1),
    dtype: t.dtype === 'int32' ? 'int32' : 'float32',
    data: typed(t) as Float32Array | Int32Array,
  });
  const rows = (list: readonly number[]): Int32Array => Int32Array.from(list);
  return {
    rows: f.inputs[0]?.shape[0] ?? 0,
    inputs: f.inputs.map((t, i) => array(t, i, 'input')),
    targets: f.targets.map((t, i) => array(t, i, 'target')),
    ...weightsOf(f),
    parts: { train: rows(f.parts.train), validation: rows(f.parts.validation), test: rows(f.parts.test) },
    features: [],
    target: { column: 'target', task: 'regression' },
    inputKind: 'vector',
    key: f.name,
  };
}

export interface TrainingRun {
  readonly losses: readonly number[];
  readonly history: { readonly [key: string]: readonly number[] };
  /** Weights at the end, in model order. */
  readonly end: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
  /** Arrays alive on the backend after everything was disposed of, more than before. */
  readonly leaked: number;
}

/** Trains on a backend: from the fixture's weights, or from the seed alone. */
export async function train(f: TrainingFixture, backend: Backend, from: 'weights' | 'seed'): Promise<TrainingRun> {
  const before = backend.memory().arrays;
  const data = preparedData(f);
  const fit: FitSpec = { ...f.fit, backend: 'auto' };
  const plan = planTraining({ model: f.model, compile: f.compile, fit, data: signatureOf(data) });
  const weights = plan.model.variables.filter((v) => v.role === 'weight');
  const stored = new Map(
    weights.map((v, i) => [variableSlot(v), Float32Array.from((f.weights[i]?.start ?? []).map(Number))]),
  );
  const model = new DeviceModel(backend, plan, data, from === 'weights' ? stored : undefined);
  const losses: number[] = [];
  const ignore = (): void => undefined;
  const session = new FitSession(
    model,
    fit,
    f.callbacks,
    data,
    {
      status: ignore,
      frame: (frame) => losses.push(...frame.batchLosses),
      epoch: ignore,
      event: ignore,
      checkpoint: ignore,
      file: ignore,
      problem: (p) => {
        throw new Error(p.message);
      },
    },
    { now: () => performance.now(), yield: async () => undefined },
  );
  const { history } = await session.run(null, false);
  const slots = await model.readSlots((s) => s.group === 'variable');
  const end = weights.map((v) => ({ name: v.path, values: slots.get(variableSlot(v)) ?? [] }));
  model.dispose();
  return { losses, history: history.logs, end, leaked: backend.memory().arrays - before };
}

/** What differs between a run and Keras' run of the same scenario. */
export function compareRun(f: TrainingFixture, run: TrainingRun): string[] {
  const wrong: (string | null)[] = [];
  if (f.losses) wrong.push(close('loss of each step', run.losses, f.losses, TRAJECTORY));
  const [ours, theirs] = [Object.keys(run.history).sort().join(), Object.keys(f.history).sort().join()];
  if (ours !== theirs) wrong.push(`History has ${ours}; Keras' has ${theirs}`);
  for (const [key, want] of Object.entries(f.history)) {
    // Keras' lists are shorter where epochs went without validation; here these epochs hold NaN.
    const got = (run.history[key] ?? []).filter((v) => want.length === run.history[key]?.length || !Number.isNaN(v));
    wrong.push(close(key, got, want, TRAJECTORY));
  }
  run.end.forEach(({ name, values }, i) => {
    wrong.push(close(`${name} at the end`, Array.from(values), f.weights[i]?.end ?? [], TRAJECTORY));
  });
  if (run.leaked !== 0) wrong.push(`${run.leaked} arrays stayed alive on the backend`);
  return wrong.filter((line) => line !== null);
}

const files = import.meta.glob<TrainingFixture>('../fixtures/training/*.json', { import: 'default', eager: true });

/** All scenarios the oracle trained, by name. */
export const trainingFixtures: readonly TrainingFixture[] = Object.values(files).sort((a, b) =>
  a.name.localeCompare(b.name),
);
