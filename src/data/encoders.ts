/**
 * Turns columns into numbers a network takes. A feature is fitted on the training rows alone and is plain data
 * (FeatureInfo), so the same encoding serves the data set, the predict form and generated code.
 */
import type { CategoryEncoding, ColumnSpec, NumberEncoding } from '../graph/data-spec';
import {
  asCategories,
  asNumbers,
  type CategoryColumn,
  type Cell,
  type Column,
  compareCategories,
  mergeSpellings,
  type NumberColumn,
} from './columns';
import type { FeatureInfo, TargetInfo } from './prepared';

/** The category that stands for missing cells under the policy `own-value`. */
export const MISSING_CATEGORY = '(missing)';

type Rows = Int32Array;

/** A column seen as the type its spec asks for. */
export type TypedColumn = NumberColumn | CategoryColumn;

export function typedColumn(column: Column, spec: ColumnSpec): TypedColumn {
  if (spec.type === 'number') return asNumbers(column);
  const categories = asCategories(column);
  return spec.mergeSpellings ? mergeSpellings(categories) : categories;
}

/** The feature of `column` at `offset` of the input vector, fitted on `train` (row numbers of the table). */
export function fitFeature(column: TypedColumn, spec: ColumnSpec, train: Rows, offset: number): FeatureInfo {
  return column.kind === 'number' ? fitNumber(column, spec, train, offset) : fitCategories(column, spec, train, offset);
}

function fitNumber(column: NumberColumn, spec: ColumnSpec, train: Rows, offset: number): FeatureInfo {
  const encoding: NumberEncoding =
    spec.encoding === 'one-hot' || spec.encoding === 'integer' ? 'standardize' : spec.encoding;
  const filled = new Float64Array(train.length);
  let gaps = 0;
  for (let i = 0; i < train.length; i++) {
    const v = column.values[train[i] as number] as number;
    filled[i] = v;
    if (Number.isNaN(v)) gaps++;
  }
  const present = gaps === 0 ? filled : filled.filter((v) => !Number.isNaN(v));
  const fill = numberFill(present, spec.missing);
  const indicator = spec.missing === 'own-value';
  const common = {
    column: spec.name,
    offset,
    size: indicator ? 2 : 1,
    encoding,
    fill,
    ...(indicator && { indicator }),
  };
  if (encoding === 'none') return common;

  if (gaps > 0) for (let i = 0; i < filled.length; i++) if (Number.isNaN(filled[i])) filled[i] = fill;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < filled.length; i++) {
    const v = filled[i] as number;
    if (v < minimum) minimum = v;
    if (v > maximum) maximum = v;
  }
  if (encoding === 'minmax') {
    const span = maximum - minimum;
    return { ...common, shift: Number.isFinite(minimum) ? minimum : 0, scale: span > 0 ? span : 1 };
  }
  if (encoding === 'log-standardize') {
    const floor = Math.min(0, minimum);
    for (let i = 0; i < filled.length; i++) filled[i] = Math.log1p((filled[i] as number) - floor);
    return { ...common, minimum: floor, ...moments(filled) };
  }
  return { ...common, ...moments(filled) };
}

/** Mean and population standard deviation, two passes; a constant keeps scale 1, as scikit-learn's StandardScaler. */
export function moments(values: Float64Array): { shift: number; scale: number } {
  const n = values.length;
  if (n === 0) return { shift: 0, scale: 1 };
  const shift = meanOf(values);
  let square = 0;
  let drift = 0;
  for (let i = 0; i < n; i++) {
    const d = (values[i] as number) - shift;
    square += d * d;
    drift += d;
  }
  const variance = (square - (drift * drift) / n) / n;
  const noise = n * Number.EPSILON * Math.abs(shift);
  return { shift, scale: variance > noise * noise && variance > 0 ? Math.sqrt(variance) : 1 };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

function numberFill(present: Float64Array, policy: ColumnSpec['missing']): number {
  if (present.length === 0 || policy === 'zero') return 0;
  if (policy === 'median') return median(present.slice().sort());
  if (policy === 'most-frequent') {
    const counts = new Map<number, number>();
    for (const v of present) counts.set(v, (counts.get(v) ?? 0) + 1);
    return mostFrequent(counts, (a, b) => a - b);
  }
  return meanOf(present);
}

/** The middle of sorted values, or the mean of the two in the middle. */
export function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const high = sorted[middle] as number;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] as number) + high) / 2;
}

/** The key counted most; the smallest of equals, so that the order of rows does not matter. */
function mostFrequent<K>(counts: ReadonlyMap<K, number>, compare: (a: K, b: K) => number): K {
  const ranked = [...counts].sort(([a, n], [b, m]) => m - n || compare(a, b));
  return (ranked[0] as [K, number])[0];
}

function fitCategories(column: CategoryColumn, spec: ColumnSpec, train: Rows, offset: number): FeatureInfo {
  const encoding: CategoryEncoding = spec.encoding === 'integer' ? 'integer' : 'one-hot';
  const counts = new Map<string, number>();
  const byCode = new Float64Array(column.categories.length + 1);
  for (let i = 0; i < train.length; i++) {
    const code = column.codes[train[i] as number] as number;
    byCode[code] = (byCode[code] as number) + 1;
  }
  column.categories.forEach((category, i) => {
    const n = byCode[i + 1] as number;
    if (n > 0) counts.set(category, n);
  });
  const own = spec.missing === 'own-value';
  const categories = [...counts.keys()].sort(compareCategories);
  if (own && !counts.has(MISSING_CATEGORY)) categories.push(MISSING_CATEGORY);
  const common = counts.size > 0 && spec.missing !== 'zero' ? mostFrequent(counts, compareCategories) : undefined;
  const fill = own ? MISSING_CATEGORY : common;
  return {
    column: spec.name,
    offset,
    size: encoding === 'integer' ? 1 : categories.length,
    encoding,
    categories,
    ...(fill !== undefined && { fill }),
  };
}

const LARGEST = 3.4028234663852886e38;

/** Held to what a float32 can say: an infinite input would poison a whole batch. */
const bounded = (x: number): number => Math.min(LARGEST, Math.max(-LARGEST, x));

/** The encoded number; `fill` stands in for NaN. */
export function encodeNumber(feature: FeatureInfo, value: number): number {
  const x = Number.isNaN(value) ? Number(feature.fill ?? 0) : value;
  const { shift = 0, scale = 1, minimum = 0 } = feature;
  if (feature.encoding === 'log-standardize')
    return bounded((Math.log1p(Math.max(x, minimum) - minimum) - shift) / scale);
  return bounded((x - shift) / scale);
}

/** Writes the feature's numbers for the given rows of `column` into `out`, rows `width` apart. */
export function encodeColumn(
  feature: FeatureInfo,
  column: TypedColumn,
  rows: Rows,
  out: Float32Array | Int32Array,
  width: number,
): void {
  const { offset } = feature;
  if (column.kind === 'number') {
    for (let i = 0; i < rows.length; i++) {
      const v = column.values[rows[i] as number] as number;
      out[i * width + offset] = encodeNumber(feature, v);
      if (feature.indicator && Number.isNaN(v)) out[i * width + offset + 1] = 1;
    }
    return;
  }
  const places = new Map((feature.categories ?? []).map((c, i) => [c, i]));
  const place = Int32Array.from([feature.fill, ...column.categories], (c) =>
    c === undefined ? -1 : (places.get(String(c)) ?? -1),
  );
  for (let i = 0; i < rows.length; i++) {
    const p = place[column.codes[rows[i] as number] as number] as number;
    if (feature.encoding === 'integer') out[i * width + offset] = p + 1;
    else if (p >= 0) out[i * width + offset + p] = 1;
  }
}

/** Width of the input vector the features make. */
export function widthOf(features: readonly FeatureInfo[]): number {
  return features.reduce((n, f) => Math.max(n, f.offset + f.size), 0);
}

/**
 * Encodes one row typed into a form: values by column name; null, undefined, '' or text that is no number count as
 * missing in a number column. Returns the input vector.
 */
export function encodeRow(
  features: readonly FeatureInfo[],
  values: { readonly [column: string]: Cell | undefined },
): Float32Array {
  const out = new Float32Array(widthOf(features));
  for (const feature of features) {
    if (feature.encoding === 'text') continue;
    const cell = values[feature.column] ?? null;
    const text = cell === null ? '' : String(cell).trim();
    if (feature.categories === undefined) {
      const v = text === '' ? Number.NaN : Number(text);
      const missing = !Number.isFinite(v);
      out[feature.offset] = encodeNumber(feature, missing ? Number.NaN : v);
      if (feature.indicator && missing) out[feature.offset + 1] = 1;
      continue;
    }
    const p = feature.categories.indexOf(text === '' ? String(feature.fill ?? '') : text);
    if (feature.encoding === 'integer') out[feature.offset] = p + 1;
    else if (p >= 0) out[feature.offset + p] = 1;
  }
  return out;
}

/** A target value as the user knows it: the class name of an index, or a number in the column's own units. */
export function decodeTarget(target: TargetInfo, value: number): string | number {
  if (target.classes !== undefined) return target.classes[Math.round(value)] ?? String(value);
  return value * (target.scale ?? 1) + (target.shift ?? 0);
}
