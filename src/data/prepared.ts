/**
 * Data ready for the engine: arrays of rows, which rows belong to which part, and what is needed to read predictions
 * back in the user's own words. It crosses worker boundaries as it is (its buffers are transferable).
 */
import type { DType } from '../base/dtype';

/** One array of rows. Bytes (images) stay bytes: `dtype` says what the engine's tensors are, `data` how it is kept. */
export interface RowsArray {
  readonly name: string;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly dtype: Extract<DType, 'float32' | 'int32'>;
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export type TaskKind = 'binary' | 'multiclass' | 'regression';

/** How one feature of the input came to be; enough to encode a new row and to write preprocessing code. */
export interface FeatureInfo {
  readonly column: string;
  /** Positions of this column in the input vector: `size` from `offset`. */
  readonly offset: number;
  readonly size: number;
  readonly encoding: 'standardize' | 'minmax' | 'log-standardize' | 'none' | 'one-hot' | 'integer';
  /** For numbers: x -> (t(x) - shift) / scale with t = log1p(x - minimum) for log-standardize, else identity. */
  readonly shift?: number;
  readonly scale?: number;
  readonly minimum?: number;
  /** For categories, in index order. */
  readonly categories?: readonly string[];
  /** What stands in for a missing cell, before encoding. */
  readonly fill?: number | string;
}

export interface TargetInfo {
  readonly column: string;
  readonly task: TaskKind;
  /** Class names in index order, for classification. */
  readonly classes?: readonly string[];
  /** Regression targets are given to the model as (y - shift) / scale. */
  readonly shift?: number;
  readonly scale?: number;
}

export interface PreparedData {
  readonly rows: number;
  readonly inputs: readonly RowsArray[];
  /** int32 class indices of shape () for classification, float32 (1,) for regression. */
  readonly targets: readonly RowsArray[];
  readonly parts: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  readonly features: readonly FeatureInfo[];
  readonly target: TargetInfo;
  /** `vector`: tabular; `image`: height, width, channels; `series`: steps, features. */
  readonly inputKind: 'vector' | 'image' | 'series';
  /** Hash of everything above: two equal keys hold equal data. */
  readonly key: string;
}
