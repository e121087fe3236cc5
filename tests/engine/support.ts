/** Small models and data for tests of the engine. */

import type { Backend } from '../../src/backends/backend';
import { createCpuBackend } from '../../src/backends/cpu';
import type { Problem } from '../../src/base/problem';
import type { PreparedData } from '../../src/data/prepared';
import { DeviceModel } from '../../src/engine/device-model';
import type { Checkpoint, EndReason, TrainFrame } from '../../src/engine/events';
import { signatureOf } from '../../src/engine/feeder';
import { FitSession, type SessionClock, type SessionListener } from '../../src/engine/fit-session';
import type { RunEvent } from '../../src/engine/history';
import { planTraining, type TrainingPlan } from '../../src/engine/training-plan';
import type { CompileSpec, FitSpec } from '../../src/graph/document';
import type { LayerSpec, ModelGraph, ObjectSpec } from '../../src/graph/model';

/** A stack of layers from an input of the given row shape. */
export function stack(shape: readonly number[], ...layers: readonly ObjectSpec[]): ModelGraph {
  const all: LayerSpec[] = [{ id: 'in', name: 'input', className: 'InputLayer', config: { shape: [...shape] } }];
  all.push(...layers.map((l, i) => ({ id: `l${i}`, name: `layer_${i}`, ...l })));
  return {
    layers: Object.fromEntries(all.map((l) => [l.id, l])),
    nodes: all.map((l, i) => ({ id: `n${i}`, layer: l.id, inputs: i === 0 ? [] : [{ node: `n${i - 1}`, index: 0 }] })),
    inputs: ['n0'],
    outputs: [{ node: `n${all.length - 1}`, index: 0 }],
  };
}

export const layer = (className: string, config: ObjectSpec['config'] = {}): ObjectSpec => ({ className, config });

/** Rows of two numbers; class 1 where their product is positive. */
export function xorData(rows = 60): PreparedData {
  const x = new Float32Array(rows * 2);
  const y = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    x[i * 2] = Math.sin(i * 7.3);
    x[i * 2 + 1] = Math.cos(i * 3.1);
    y[i] = (x[i * 2] as number) * (x[i * 2 + 1] as number) > 0 ? 1 : 0;
  }
  const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const cut = Math.floor(rows * 0.75);
  return {
    rows,
    inputs: [{ name: 'x', shape: [2], dtype: 'float32', data: x }],
    targets: [{ name: 'y', shape: [], dtype: 'int32', data: y }],
    parts: { train: range(0, cut), validation: range(cut, rows), test: range(0, 0) },
    features: [],
    target: { column: 'y', task: 'binary', classes: ['0', '1'] },
    inputKind: 'vector',
    key: 'xor',
  };
}

export const compileSpec = (
  optimizer: ObjectSpec,
  loss: ObjectSpec,
  metrics: readonly ObjectSpec[] = [],
): CompileSpec => ({
  optimizer,
  losses: [loss],
  lossWeights: null,
  metrics: [metrics],
  weightedMetrics: [[]],
});

export const fitSpec = (more: Partial<FitSpec> = {}): FitSpec => ({
  epochs: 3,
  batch_size: 8,
  shuffle: true,
  validation_freq: 1,
  class_weight: null,
  seed: 5,
  backend: 'auto',
  ...more,
});

/** Everything a session said. */
export interface Heard extends SessionListener {
  readonly statuses: string[];
  readonly frames: TrainFrame[];
  readonly epochs: { epoch: number; logs: { readonly [key: string]: number } }[];
  readonly events: RunEvent[];
  readonly checkpoints: { slot: string; checkpoint: Checkpoint }[];
  readonly problems: Problem[];
  readonly files: Record<string, string>;
}

export function listen(onFrame: (frame: TrainFrame) => void = () => undefined): Heard {
  const heard: Heard = {
    statuses: [],
    frames: [],
    epochs: [],
    events: [],
    checkpoints: [],
    problems: [],
    files: {},
    status: (s, reason?: EndReason) => heard.statuses.push(reason ? `${s}:${reason}` : s),
    frame: (f) => {
      heard.frames.push(f);
      onFrame(f);
    },
    epoch: (epoch, logs) => heard.epochs.push({ epoch, logs }),
    event: (e) => heard.events.push(e),
    checkpoint: (slot, checkpoint) => heard.checkpoints.push({ slot, checkpoint }),
    file: (name, text) => {
      heard.files[name] = (heard.files[name] ?? '') + text;
    },
    problem: (p) => heard.problems.push(p),
  };
  return heard;
}

/** A clock on which every reading takes a millisecond, so that bursts are short and the same everywhere. */
export function tickingClock(perReading = 20) {
  let now = 0;
  return { now: () => (now += perReading), yield: () => new Promise<void>((settle) => setImmediate(settle)) };
}

export interface Setup {
  readonly backend: Backend;
  readonly plan: TrainingPlan;
  readonly model: DeviceModel;
  readonly session: FitSession;
  readonly heard: Heard;
}

export function setup(
  graph: ModelGraph,
  compile: CompileSpec,
  data: PreparedData,
  options: {
    fit?: Partial<FitSpec>;
    callbacks?: readonly ObjectSpec[];
    heard?: Heard;
    backend?: Backend;
    tick?: number;
    clock?: SessionClock;
    residentBytes?: number;
  } = {},
): Setup {
  const backend = options.backend ?? createCpuBackend();
  const fit = fitSpec(options.fit);
  const plan = planTraining({ model: graph, compile, fit, data: signatureOf(data) });
  const model = new DeviceModel(backend, plan, data, undefined, undefined, options.residentBytes);
  const heard = options.heard ?? listen();
  const clock = options.clock ?? tickingClock(options.tick);
  const session = new FitSession(model, fit, options.callbacks ?? [], data, heard, clock);
  return { backend, plan, model, session, heard };
}
