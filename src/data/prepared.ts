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
  /** Words in place of numbers, row-major: layers behind this input read them before the model runs; `data` is empty. */
  readonly words?: readonly string[];
}

export type TaskKind = 'binary' | 'multiclass' | 'regression';

/** What the texts of a column look like. Words are in small letters, without punctuation. */
export interface TextSummary {
  /** Words of a text, on average over those that have any. */
  readonly words: number;
  /** Letters of a text, on average. */
  readonly letters: number;
  /** Texts without any word. */
  readonly empty: number;
  /** Nineteen of twenty texts have no more words than this. */
  readonly usual: number;
  readonly longest: number;
  /** Different words. */
  readonly vocabulary: number;
  /** Not all texts were looked at: there may be longer ones, and more words. */
  readonly sampled: boolean;
  /** The commonest words and how often they were met. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** How one feature of the input came to be; enough to encode a new row and to write preprocessing code. */
export interface FeatureInfo {
  readonly column: string;
  /** Positions of this column in the input vector: `size` from `offset`. A text has none: it is an input by itself. */
  readonly offset: number;
  readonly size: number;
  readonly encoding: 'standardize' | 'minmax' | 'log-standardize' | 'none' | 'one-hot' | 'integer' | 'text';
  /**
   * For numbers: x -> (t(x) - shift) / scale with t = log1p(max(x, minimum) - minimum) for log-standardize, else
   * identity. `minimum` is the smallest training value or 0, whichever is less.
   */
  readonly shift?: number;
  readonly scale?: number;
  readonly minimum?: number;
  /**
   * For categories, in index order: the ones of the training part. One-hot puts a 1 at the category's place; integer
   * gives place + 1. An unseen category is all zeros, or the reserved integer 0.
   */
  readonly categories?: readonly string[];
  /** What stands in for a missing cell, before encoding; without it a missing category is treated as unseen. */
  readonly fill?: number | string;
  /** For numbers: the last position of this feature is 1 where the cell was missing, else 0. */
  readonly indicator?: boolean;
  /** For texts: what those of the training part look like. A missing cell is an empty text. */
  readonly text?: TextSummary;
}

export interface TargetInfo {
  readonly column: string;
  readonly task: TaskKind;
  /** Class names in index order, for classification. */
  readonly classes?: readonly string[];
  /** Rows of the training part in each class; what class weights are made from. */
  readonly trainCounts?: readonly number[];
  /** Regression targets are given to the model as (y - shift) / scale. */
  readonly shift?: number;
  readonly scale?: number;
  /** Least and largest value there can be, where that is known. */
  readonly range?: readonly [number, number];
}

export interface PreparedData {
  readonly rows: number;
  readonly inputs: readonly RowsArray[];
  /** int32 class indices of shape () for classification, float32 (1,) for regression. */
  readonly targets: readonly RowsArray[];
  /** Columns that weigh rows, by name: float32 of shape (), as they are in the data, finite and not negative. */
  readonly weights?: readonly RowsArray[];
  /** For each target the place of its weights in `weights`, null for none. Absent: the first weighs all targets. */
  readonly weighted?: readonly (number | null)[];
  readonly parts: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  readonly features: readonly FeatureInfo[];
  readonly target: TargetInfo;
  /** For each row its number in the source (0-based); absent when they are the same. */
  readonly sourceRows?: Int32Array;
  /**
   * `vector`: tabular; `image`: height, width, channels; `series`: steps, features; `text`: columns of text, an input
   * each; `mixed`: a vector, then texts.
   */
  readonly inputKind: 'vector' | 'image' | 'series' | 'text' | 'mixed';
  /** Hash of everything above: two equal keys hold equal data. */
  readonly key: string;
}
