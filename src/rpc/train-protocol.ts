/** What the page and the training worker say to each other. Everything is plain data; arrays travel by transfer. */

import type { BackendName } from '../backends/backend';
import type { Problem } from '../base/problem';
import type { PreparedData } from '../data/prepared';
import type { Checkpoint, EndReason, TrainFrame, TrainStatus } from '../engine/events';
import type { Histogram as WeightHistogram } from '../engine/histogram';
import type { EpochLogs, RunEvent, RunHistory } from '../engine/history';
import type { CompileSpec, FitSpec } from '../graph/document';
import type { LayerId, ModelGraph, ObjectSpec } from '../graph/model';
import type { Method } from './rpc';

/** What a run is made from; frozen with the run. */
export interface RunSpec {
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  readonly fit: FitSpec;
  readonly callbacks: readonly ObjectSpec[];
  /** Key of the prepared data. */
  readonly dataKey: string;
}

export type { Checkpoint, EndReason, TrainFrame, TrainStatus } from '../engine/events';

export interface BackendReport {
  readonly name: BackendName;
  readonly label: string;
  readonly available: boolean;
  /** Why it is not available, or what is limited. */
  readonly reason?: string;
  /** Measured milliseconds per training step of the user's own program. */
  readonly stepMs?: number;
}

export type TrainEvent =
  | { readonly kind: 'status'; readonly status: TrainStatus; readonly reason?: EndReason; readonly message?: string }
  | {
      readonly kind: 'backend';
      readonly chosen: BackendName;
      readonly reports: readonly BackendReport[];
      readonly why: string;
    }
  | { readonly kind: 'frame'; readonly frame: TrainFrame }
  /** Epochs that ended, in order, each told once. */
  | { readonly kind: 'epochs'; readonly epochs: readonly EpochLogs[] }
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'checkpoint'; readonly slot: 'resume' | 'best' | 'last'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

export type { Histogram as WeightHistogram } from '../engine/histogram';

/** Predictions on the rows of one part, for confusion matrices, worst predictions and scatter plots. */
export interface PartPredictions {
  readonly part: 'train' | 'validation' | 'test';
  /** Row indices into the prepared data. */
  readonly rows: Int32Array;
  /** Model output per row, row-major, `width` numbers a row. */
  readonly outputs: Float32Array;
  readonly width: number;
  /** Loss of each row. */
  readonly losses: Float32Array;
}

export interface Estimate {
  readonly flopsPerStep: number;
  /** Most bytes in use at once while a run trains and validates on the CPU, the data included. */
  readonly peakBytes: number;
}

/** Rows of one input of the data: numbers, or words. */
export type InputRows = Float32Array | readonly string[];

/** What a layer that looks tokens up knows: what it was given, or what `adapt` finds on the training part. */
export interface Vocabulary {
  /** Without the special ones; commonest first. */
  readonly tokens: readonly (string | number)[];
  /** A weight per token, for tf_idf. */
  readonly idf_weights: readonly number[] | null;
}

type Part = 'train' | 'validation' | 'test';

/** Calls the training worker answers; what happens meanwhile comes as `TrainEvents`. */
export interface TrainApi {
  /** Which backends work on this device. */
  readonly probe: Method<void, readonly BackendReport[]>;
  /** Gives the worker the data that later calls mean; kept until the next call. */
  readonly setData: Method<PreparedData, void>;
  /** Operations of a step and memory of a run, from the traced programs. */
  readonly estimate: Method<RunSpec, Estimate>;
  /**
   * Makes a run ready that is about to be asked for: a run of the same begins at once, what was made ready before is given
   * up. Answers whether it is ready; large models are not made ready. Never fails for what the run would tell of itself.
   */
  readonly prepare: Method<RunSpec, boolean>;
  /** Starts a run, or goes on from a checkpoint. Settles when the run has ended. */
  readonly fit: Method<
    { readonly spec: RunSpec; readonly from: Checkpoint | null; readonly startPaused: boolean },
    { readonly reason: EndReason; readonly history: RunHistory }
  >;
  readonly pause: Method<void, void>;
  readonly resume: Method<void, void>;
  /** Trains one batch, or to the end of the epoch, then pauses. */
  readonly step: Method<'batch' | 'epoch', void>;
  /** Ends the run after the current batch; History is kept. */
  readonly stop: Method<void, void>;
  readonly setLearningRate: Method<number, void>;
  /** Changes how many epochs the run will have. */
  readonly setEpochs: Method<number, void>;
  /** Loads weights without training, so that evaluate and predict work after a reload. */
  readonly load: Method<{ readonly spec: RunSpec; readonly checkpoint: Checkpoint }, void>;
  /** Loss and metrics on a part, Keras' keys without prefix. */
  readonly evaluate: Method<Part, { readonly [key: string]: number }>;
  /** Predictions of the first `limit` rows of a part. */
  readonly predictPart: Method<{ readonly part: Part; readonly limit: number }, PartPredictions>;
  /** The shown output for rows given as encoded inputs, row-major, one array per input of the data. */
  readonly predict: Method<
    { readonly inputs: readonly InputRows[]; readonly rows: number },
    { readonly outputs: Float32Array; readonly width: number }
  >;
  /** The vocabulary a layer would have in a run of `spec`. */
  readonly vocabulary: Method<{ readonly spec: RunSpec; readonly layer: LayerId }, Vocabulary>;
  readonly histograms: Method<void, readonly WeightHistogram[]>;
  /** State now, for saving by hand; null when no model is loaded. */
  readonly checkpoint: Method<void, Checkpoint | null>;
}

/** What the training worker says unasked. */
export interface TrainEvents {
  readonly train: TrainEvent;
}
