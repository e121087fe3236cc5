/**
 * The project document: everything a person decided, and nothing that was computed. Runs, History, weights and data
 * live beside it. Version 1; `migrate.ts` lifts older versions step by step.
 */
import type { JsonObject } from '../base/json';
import type { DataSpec } from './data-spec';
import type { ModelGraph, ObjectSpec } from './model';

export const DOCUMENT_VERSION = 1;

/** Arguments of `model.compile`. A loss or metric of null means none; metrics are per output in a functional model. */
export interface CompileSpec {
  readonly optimizer: ObjectSpec;
  /** One per model output, in order. */
  readonly losses: readonly ObjectSpec[];
  readonly lossWeights: readonly number[] | null;
  /** One list per model output. The bare word `accuracy` is the class name `accuracy`. */
  readonly metrics: readonly (readonly ObjectSpec[])[];
  readonly weightedMetrics: readonly (readonly ObjectSpec[])[];
  /** Keras' steps_per_execution: batches run in one call of the device. Left to the run where it is missing. */
  readonly stepsPerExecution?: number | undefined;
}

/** Arguments of `model.fit`, plus the seed everything random in the project comes from. */
export interface FitSpec {
  readonly epochs: number;
  readonly batch_size: number;
  readonly shuffle: boolean;
  readonly validation_freq: number;
  /**
   * Columns each model input reads of the data's input, from and past the last; null for all. Absent: all inputs read
   * everything.
   */
  readonly x?: readonly (readonly [number, number] | null)[] | undefined;
  /** What each output of the model is compared with: the target, or the data's input itself. Absent: the target. */
  readonly y?: readonly ('target' | 'input')[] | undefined;
  /** For each output compared with the input: what the input is multiplied by before. Null or absent: 1. */
  readonly y_scale?: readonly (number | null)[] | undefined;
  /** Class index (as text, JSON keys are text) to weight; null for none. */
  readonly class_weight: { readonly [index: string]: number } | null;
  /** For each output the column that weighs its rows, null for none. Absent: the data's first such column, for all. */
  readonly sample_weight?: readonly (string | null)[] | undefined;
  readonly seed: number;
  /** `auto` times the user's own program on each backend that is there. */
  readonly backend: 'auto' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';
}

export interface ProjectDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly id: string;
  readonly name: string;
  readonly data: DataSpec;
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  readonly fit: FitSpec;
  readonly callbacks: readonly ObjectSpec[];
  /** Positions of cards and the like: saved, undone, but no part of what a run is made from. */
  readonly layout: JsonObject;
}
