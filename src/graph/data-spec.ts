/**
 * The part of the document that says what data is used and how it becomes tensors. The data itself is not in it: a
 * file of the user's is known by the id under which the data worker keeps it.
 */

export type SplitKind = 'random' | 'stratified' | 'ordered';

/** Fractions of all rows; what is left of 1 after validation and test is the training part. */
export interface SplitSpec {
  readonly kind: SplitKind;
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
  /** Rows that are exact copies of one another go to the same part. */
  readonly keepCopiesTogether: boolean;
}

export type BuiltinName = 'iris' | 'wine' | 'breast_cancer' | 'diabetes' | 'digits';
export type GeneratedName = 'spirals' | 'moons' | 'circles' | 'blobs' | 'xor' | 'sine' | 'shapes' | 'sentences';

export type DataSource =
  | { readonly kind: 'builtin'; readonly name: BuiltinName }
  | {
      readonly kind: 'generated';
      readonly name: GeneratedName;
      readonly points: number;
      readonly noise: number;
      readonly seed: number;
    }
  | { readonly kind: 'table'; readonly datasetId: string; readonly fileName: string }
  | { readonly kind: 'images'; readonly datasetId: string; readonly fileName: string };

/** What a column is to the model. `weight`: no input, but how much each row counts (Keras' sample_weight). */
export type ColumnType = 'number' | 'category' | 'text' | 'weight' | 'ignore';
export type NumberEncoding = 'standardize' | 'minmax' | 'log-standardize' | 'none';
export type CategoryEncoding = 'one-hot' | 'integer';
export type MissingPolicy = 'mean' | 'median' | 'zero' | 'own-value' | 'most-frequent' | 'drop-row';

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly encoding: NumberEncoding | CategoryEncoding;
  readonly missing: MissingPolicy;
  /** Values that differ only in capitals or spaces count as one, spelt as it is most often. */
  readonly mergeSpellings?: boolean;
}

/** Columns and target of tabular data; `target` names a column. Builtin and generated tables have one too. */
export interface TableSpec {
  readonly columns: readonly ColumnSpec[];
  readonly target: string | null;
  /** What the target is: a number to estimate or a class to choose. */
  readonly task: 'regression' | 'classification';
  /** Classes whose rows are left out. */
  readonly excludeClasses?: readonly string[];
}

export interface ImageSpec {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: 'stretch' | 'center-crop' | 'contain';
  readonly task: 'regression' | 'classification';
  /** Classes whose images are left out. */
  readonly excludeClasses?: readonly string[];
}

export interface DataSpec {
  readonly source: DataSource;
  readonly split: SplitSpec;
  /** Present for tabular sources. */
  readonly table?: TableSpec;
  /** Present for image sources. */
  readonly image?: ImageSpec;
}
