/**
 * From a table and its spec to rows for the engine: rows without a target (or dropped by policy) leave first, then
 * the split is made, then every encoder is fitted on the training part, then all rows are encoded.
 */
import { fail, ok, ProblemError, problem, type Result } from '../base/problem';
import type { ColumnSpec, SplitSpec, TableSpec } from '../graph/data-spec';
import {
  asCategories,
  asNumbers,
  type CategoryColumn,
  type Column,
  columnNamed,
  isMissing,
  mergeSpellings,
} from './columns';
import { rowHashes } from './copies';
import type { TableDataset } from './dataset';
import { encodeColumn, fitFeature, moments, type TypedColumn, typedColumn, widthOf } from './encoders';
import type { FeatureInfo, PreparedData, RowsArray, TargetInfo } from './prepared';
import { remembered } from './remember';
import { copyParts, type Parts, split } from './split';
import { summarizeTexts, textInput } from './text';
import {
  faultCount,
  noUsableWeights,
  type PlannedWeights,
  plannedWeights,
  trainingFault,
  type WeightFaults,
  weightColumns,
} from './weights';

/** More than this and a tab is likely to run out of memory while it trains. */
export const MAX_PREPARED_BYTES = 1.5 * 2 ** 30;

/** The columns that become inputs: all but the target, those that weigh rows, and those left out. */
export function inputColumns(spec: TableSpec): ColumnSpec[] {
  return spec.columns.filter((c) => c.name !== spec.target && c.type !== 'ignore' && c.type !== 'weight');
}

/** All decisions of `prepare` for a table, before any row is encoded: which rows, in which part, by which features. */
export interface TablePlan {
  readonly rows: Int32Array;
  readonly parts: Parts;
  /** Columns of the vector, and their features. */
  readonly columns: readonly TypedColumn[];
  readonly features: readonly FeatureInfo[];
  readonly width: number;
  /** Columns that are inputs of their own, and their features. */
  readonly texts: readonly Column[];
  readonly textFeatures: readonly FeatureInfo[];
  readonly target: { readonly array: RowsArray; readonly info: TargetInfo };
  /** Rows left out because they have no usable weight. */
  readonly weightless: number;
  /** Columns that weigh rows. */
  readonly weights: readonly PlannedWeights[];
}

/** The plan is remembered and shared: what is handed out of this thread must be copied. */
export function planTable(dataset: TableDataset, spec: TableSpec, splitSpec: SplitSpec): Result<TablePlan> {
  return remembered(dataset, [spec, splitSpec], () => makePlan(dataset, spec, splitSpec));
}

function makePlan(dataset: TableDataset, spec: TableSpec, splitSpec: SplitSpec): Result<TablePlan> {
  const { table } = dataset;
  if (spec.target === null) return fail(noTarget(table.columns));
  const inputs = inputColumns(spec);
  if (inputs.length === 0) {
    return fail(
      problem('data-no-inputs', 'No column is left to learn from.', {
        where: 'data.columns',
        expected: 'at least one column of numbers, categories or text besides the target',
        fixes: [{ label: 'Propose columns afresh', action: 'data.propose' }],
      }),
    );
  }
  const columns = inputs.map((c) => columnNamed(table, c.name));
  const vector = inputs.filter((c) => c.type !== 'text');
  const texts = columns.filter((_, i) => inputs[i]?.type === 'text');
  const typed = vector.map((c) => typedColumn(columnNamed(table, c.name), c));
  const targetColumn = columnNamed(table, spec.target);
  if (
    spec.task === 'regression' &&
    targetColumn.kind !== 'number' &&
    asNumbers(targetColumn).values.every(Number.isNaN)
  ) {
    return fail(textTarget(spec.target));
  }
  const target = targetValues(targetColumn, spec);
  const dropping = inputs.flatMap((c, i) => {
    if (c.missing !== 'drop-row') return [];
    return [c.type === 'text' ? (columns[i] as Column) : (typed[vector.indexOf(c)] as Column)];
  });
  const weighing = weightColumns(table, spec);
  const answered = weighing.length > 0 ? keptRows(table.rows, target.missing, []) : new Int32Array(0);
  const faults = weighing.map((w) => w.faults(answered));
  for (const [i, w] of weighing.entries()) {
    const found = faults[i] as WeightFaults;
    if (answered.length > 0 && faultCount(found) === answered.length) return fail(noUsableWeights(w.name, found));
  }
  const weightless = (row: number): boolean => weighing.some((w) => w.drops && Number.isNaN(w.weight(row)));
  const rows = keptRows(table.rows, (row) => target.missing(row) || weightless(row), dropping);
  if (rows.length === 0) return fail(noRows(spec.target));

  const made = target.make(rows);
  if (!made.ok) return made;
  const groups = splitSpec.keepCopiesTogether ? copyGroups([...columns, targetColumn], rows) : undefined;
  const parts = split({ rows: rows.length, strata: made.value.strata, ...(groups && { groups }) }, splitSpec);
  if (!parts.ok) return parts;

  const weights = weighing.map((w, i) => plannedWeights(w, faults[i] as WeightFaults, rows));
  const useless = trainingFault(weights, parts.value);
  if (useless) return fail(useless);

  const train = parts.value.train.map((i) => rows[i] as number);
  const features = fitAll(typed, vector, train);
  return ok({
    rows,
    parts: parts.value,
    columns: typed,
    features,
    width: widthOf(features),
    texts,
    textFeatures: texts.map((column) => textFeature(column, train)),
    target: made.value.finish(parts.value),
    weightless: answered.filter(weightless).length,
    weights,
  });
}

export function prepareTable(
  dataset: TableDataset,
  spec: TableSpec,
  splitSpec: SplitSpec,
  key: string,
): Result<PreparedData> {
  const planned = planTable(dataset, spec, splitSpec);
  if (!planned.ok) return planned;
  const { rows, parts, columns, features, width, texts, textFeatures, target, weights } = planned.value;
  if (rows.length * width * 4 > MAX_PREPARED_BYTES) return fail(tooWide(features, rows.length, width));
  const integer = features.every((f) => f.encoding === 'integer');
  const data = integer ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
  features.forEach((feature, i) => {
    encodeColumn(feature, columns[i] as TypedColumn, rows, data, width);
  });
  const vector: RowsArray = { name: 'input', shape: [width], dtype: integer ? 'int32' : 'float32', data };
  const words = texts.map((column) => textInput(column, rows));
  return ok({
    rows: rows.length,
    inputs: width === 0 && words.length > 0 ? words : [vector, ...words],
    targets: [{ ...target.array, data: target.array.data.slice() }],
    ...(weights.length > 0 && { weights: weights.map(({ array }) => ({ ...array, data: array.data.slice() })) }),
    parts: copyParts(parts),
    features: [...features, ...textFeatures],
    target: target.info,
    ...(rows.length < dataset.table.rows && { sourceRows: rows.slice() }),
    inputKind: words.length === 0 ? 'vector' : width > 0 ? 'mixed' : 'text',
    key,
  });
}

function fitAll(typed: readonly TypedColumn[], specs: readonly ColumnSpec[], train: Int32Array): FeatureInfo[] {
  const features: FeatureInfo[] = [];
  let offset = 0;
  typed.forEach((column, i) => {
    const feature = fitFeature(column, specs[i] as ColumnSpec, train, offset);
    features.push(feature);
    offset += feature.size;
  });
  return features;
}

const textFeature = (column: Column, train: Int32Array): FeatureInfo => ({
  column: column.name,
  offset: 0,
  size: 0,
  encoding: 'text',
  text: summarizeTexts(column, train.length, (i) => train[i] as number),
});

function keptRows(rows: number, targetMissing: (row: number) => boolean, dropping: readonly Column[]): Int32Array {
  const kept: Int32Array = new Int32Array(rows);
  let n = 0;
  for (let row = 0; row < rows; row++) {
    if (!targetMissing(row) && !dropping.some((c) => isMissing(c, row))) kept[n++] = row;
  }
  return kept.slice(0, n);
}

function copyGroups(columns: readonly Column[], rows: Int32Array): Float64Array {
  const all = rowHashes(columns, Math.max(0, (rows[rows.length - 1] ?? -1) + 1));
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = all[rows[i] as number] as number;
  return out;
}

/** The target once rows are known: what to stratify by, and its array once the split is known. */
export interface TargetBuild {
  readonly strata: ArrayLike<number>;
  finish(parts: Parts): { readonly array: RowsArray; readonly info: TargetInfo };
}

interface TargetValues {
  readonly missing: (row: number) => boolean;
  make(rows: Int32Array): Result<TargetBuild>;
}

function targetValues(column: Column, spec: TableSpec): TargetValues {
  if (spec.task === 'regression') {
    const numbers = asNumbers(column);
    return {
      missing: (row) => isMissing(numbers, row),
      make: (rows) =>
        numberTarget(
          column.name,
          Float64Array.from(rows, (r) => numbers.values[r] as number),
        ),
    };
  }
  const found = classesIn(column);
  const merged = spec.columns.find((c) => c.name === column.name)?.mergeSpellings ?? false;
  const categories = merged ? mergeSpellings(found) : found;
  const out = new Set((spec.excludeClasses ?? []).map((c) => categories.categories.indexOf(c) + 1)).add(0);
  return {
    missing: (row) => out.has(categories.codes[row] as number),
    make: (rows) => {
      const codes = Int32Array.from(rows, (r) => (categories.codes[r] as number) - 1);
      return classTarget(column.name, categories.categories, codes);
    },
  };
}

/** The column as classes; too many of them are told as what they are at a target, which cannot be left out. */
function classesIn(column: Column): CategoryColumn {
  try {
    return asCategories(column);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { name } = column;
    const asNumber = { label: 'Estimate it as a number', action: 'data.set-target' };
    throw new ProblemError({
      ...error.problem,
      expected: 'a choice between fewer classes, or a number to estimate',
      fixes: [
        ...(column.kind === 'number' ? [{ ...asNumber, params: { target: name, task: 'regression' } }] : []),
        { label: 'Choose another target', action: 'data.choose-target' },
      ],
    });
  }
}

/** A target of classes: those that occur, in the order given, as int32 indices of shape (). */
export function classTarget(column: string, names: readonly string[], codes: Int32Array): Result<TargetBuild> {
  const seen = new Uint8Array(names.length);
  for (const code of codes) seen[code] = 1;
  const classes = names.filter((_, i) => seen[i] === 1);
  if (classes.length < 2) return fail(constantTarget(column, classes[0] ?? 'missing'));
  const place = new Int32Array(names.length);
  let next = 0;
  names.forEach((_, i) => {
    if (seen[i] === 1) place[i] = next++;
  });
  const data = codes.map((code) => place[code] as number);
  return ok({
    strata: data,
    finish: (parts) => {
      const trainCounts = new Array<number>(classes.length).fill(0);
      for (const row of parts.train) {
        const c = data[row] as number;
        trainCounts[c] = (trainCounts[c] ?? 0) + 1;
      }
      const task = classes.length === 2 ? 'binary' : 'multiclass';
      return {
        array: { name: 'target', shape: [], dtype: 'int32', data },
        info: { column, task, classes, trainCounts },
      };
    },
  });
}

/** A target of numbers, standardised by the training part, as float32 of shape (1,). Strata are its deciles. */
export function numberTarget(column: string, values: Float64Array): Result<TargetBuild> {
  const first = values[0] as number;
  if (values.every((v) => v === first)) return fail(constantTarget(column, String(first)));
  return ok({
    strata: deciles(values),
    finish: (parts) => {
      const { shift, scale } = moments(Float64Array.from(parts.train, (row) => values[row] as number));
      const data = Float32Array.from(values, (v) => (v - shift) / scale);
      return {
        array: { name: 'target', shape: [1], dtype: 'float32', data },
        info: { column, task: 'regression', shift, scale },
      };
    },
  });
}

function deciles(values: Float64Array): Uint8Array {
  const sorted = values.slice().sort();
  const limits = Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)] as number);
  return Uint8Array.from(values, (v) => limits.filter((limit) => v >= limit).length);
}

function noTarget(columns: readonly Column[]) {
  return problem('target-missing', 'Choose the column to predict.', {
    where: 'data.target',
    fixes: columns.slice(-1).map((c) => ({
      label: `Predict ${c.name}`,
      action: 'data.set-target',
      params: { target: c.name },
    })),
  });
}

function textTarget(target: string) {
  return problem('target-text', `Column ${target} holds words, which cannot be estimated as a number.`, {
    where: `column ${target}`,
    expected: 'numbers, or a choice between classes',
    fixes: [{ label: 'Choose between classes', action: 'data.set-target', params: { target, task: 'classification' } }],
  });
}

function noRows(target: string) {
  return problem(
    'data-no-rows',
    'No row is left: each lacks its target or has a missing cell in a column that drops rows.',
    {
      where: `column ${target}`,
      fixes: [
        { label: 'Fill missing cells instead', action: 'data.set-missing', params: { missing: 'most-frequent' } },
      ],
    },
  );
}

export function constantTarget(column: string, value: string) {
  return problem('target-constant', `Every row has the same ${column}, so there is nothing to learn.`, {
    where: `column ${column}`,
    expected: 'at least two different values',
    received: value,
    fixes: [{ label: 'Choose another target', action: 'data.choose-target' }],
  });
}

function tooWide(features: readonly FeatureInfo[], rows: number, width: number) {
  const widest = features.reduce((a, b) => (b.size > a.size ? b : a));
  const gigabytes = ((rows * width * 4) / 2 ** 30).toFixed(1);
  return problem('data-too-wide', `Encoded, the data would take ${gigabytes} GB: ${rows} rows of ${width} numbers.`, {
    where: `column ${widest.column}`,
    expected: 'at most 1.5 GB',
    received: `${widest.column} alone becomes ${widest.size} numbers`,
    fixes: [
      {
        label: `Encode ${widest.column} as an integer`,
        action: 'data.set-column',
        params: { column: widest.column, encoding: 'integer' },
      },
      {
        label: `Leave ${widest.column} out`,
        action: 'data.set-column',
        params: { column: widest.column, type: 'ignore' },
      },
    ],
  });
}
