/** What the rest of the studio knows of the prepared data without holding it: shapes, task, counts, and small arrays. */
import type { InputDtype } from '../graph/build';
import type { DataPart } from '../rpc/run-record';
import type { FeatureInfo, PreparedData, TargetInfo } from '../rpc/train-client';

export interface RowsFacts {
  readonly name: string;
  readonly shape: readonly number[];
  /** `string`: words, for layers that read them. */
  readonly dtype: InputDtype;
}

/** A column that weighs rows, over the training part. */
export interface WeightFacts {
  readonly name: string;
  readonly mean: number;
  /** Rows that weigh nothing. */
  readonly zeros: number;
}

export interface DataFacts {
  readonly key: string;
  readonly rows: number;
  readonly inputKind: PreparedData['inputKind'];
  readonly inputs: readonly RowsFacts[];
  readonly targets: readonly RowsFacts[];
  readonly features: readonly FeatureInfo[];
  readonly target: TargetInfo;
  /** Columns that weigh rows. */
  readonly weights: readonly WeightFacts[];
  /** Rows in each part. */
  readonly parts: { readonly [P in DataPart]: number };
  /** The greatest whole number in an integer input: an Embedding needs at least one more. Null for other inputs. */
  readonly largestIndex: number | null;
  /** Training rows of that input that are zeros only: nothing at all to an Embedding with `mask_zero`. */
  readonly blankRows: number;
}

/** Rows kept on the page: what charts of predictions need. Never in a store that is saved or undone. */
export interface DataRows {
  readonly parts: PreparedData['parts'];
  /** Class index or (scaled) number of every row. */
  readonly targets: Float32Array | Int32Array | Uint8Array;
  /** The two inputs of every row where there are exactly two, for the decision boundary. */
  readonly points: Float32Array | null;
  /** Row of the source for each row; null when they are the same. */
  readonly sourceRows: Int32Array | null;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
}

/** Rows of zeros only. */
function blank(values: ArrayLike<number>, width: number, rows: Int32Array): number {
  return rows.filter((row) => {
    for (let i = row * width; i < (row + 1) * width; i++) if (values[i] !== 0) return false;
    return true;
  }).length;
}

function weightFacts({ name, data }: PreparedData['inputs'][number], train: Int32Array): WeightFacts {
  let [sum, zeros] = [0, 0];
  for (const row of train) {
    sum += data[row] as number;
    if (data[row] === 0) zeros++;
  }
  return { name, mean: train.length > 0 ? sum / train.length : 0, zeros };
}

export function factsOf(data: PreparedData): DataFacts {
  const facts = (a: PreparedData['inputs'][number]): RowsFacts => ({
    name: a.name,
    shape: a.shape,
    dtype: a.words ? 'string' : a.dtype,
  });
  const whole = data.inputs.find((a) => a.dtype === 'int32' && !a.words);
  return {
    key: data.key,
    rows: data.rows,
    inputKind: data.inputKind,
    inputs: data.inputs.map(facts),
    targets: data.targets.map(facts),
    features: data.features,
    target: data.target,
    weights: (data.weights ?? []).map((w) => weightFacts(w, data.parts.train)),
    parts: {
      train: data.parts.train.length,
      validation: data.parts.validation.length,
      test: data.parts.test.length,
    },
    largestIndex: whole ? largest(whole.data) : null,
    blankRows: whole ? blank(whole.data, whole.data.length / data.rows, data.parts.train) : 0,
  };
}

/** Copies of the small arrays, taken before the data is handed on to the training worker. */
export function rowsOf(data: PreparedData): DataRows {
  const [input] = data.inputs;
  const [target] = data.targets;
  const two = input !== undefined && data.inputs.length === 1 && input.shape.length === 1 && input.shape[0] === 2;
  return {
    parts: {
      train: data.parts.train.slice(),
      validation: data.parts.validation.slice(),
      test: data.parts.test.slice(),
    },
    targets: target?.data.slice() ?? new Float32Array(0),
    points: two ? Float32Array.from(input.data) : null,
    sourceRows: data.sourceRows?.slice() ?? null,
  };
}
