/** What a column looks like: counts, range and a small histogram, or the commonest values. One pass or two, no copies. */
import { type CategoryColumn, type Column, type NumberColumn, type OddCell, rowsOf, type TextColumn } from './columns';

export interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly median: number;
  /** Fisher's g1: 0 for symmetric data, large for a long right tail. */
  readonly skewness: number;
  readonly integers: boolean;
  /** Counts in equal steps from min to max. */
  readonly histogram: readonly number[];
}

export interface ColumnStatistics {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly rows: number;
  readonly missing: number;
  /** Different values; counted up to a limit, see `distinctAtLeast`. */
  readonly distinct: number;
  readonly distinctAtLeast: boolean;
  /** For numbers with at least one value. */
  readonly numbers?: NumberSummary;
  /** Commonest values first; for numbers only when there are few. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
  /** Texts in a column of numbers. */
  readonly odd?: { readonly count: number; readonly examples: readonly OddCell[] };
}

const BINS = 16;
const TOP = 12;
const DISTINCT_LIMIT = 10_000;
/** Whole numbers within this range are counted exactly, a bit each. */
const BITMAP = 2 ** 27;
const MEDIAN_SAMPLE = 100_001;

const known = new WeakMap<Column, ColumnStatistics>();

/** Statistics over `rows` of the column, or over all of them (then computed once per column). */
export function columnStatistics(column: Column, rows?: Int32Array): ColumnStatistics {
  const before = rows === undefined ? known.get(column) : undefined;
  if (before !== undefined) return before;
  const count = rows?.length ?? rowsOf(column);
  const at: At = rows === undefined ? (i) => i : (i) => rows[i] as number;
  const made =
    column.kind === 'number'
      ? numberStatistics(column, count, at)
      : column.kind === 'category'
        ? categoryStatistics(column, count, at)
        : textStatistics(column, count, at);
  if (rows === undefined) known.set(column, made);
  return made;
}

type At = (i: number) => number;

function numberStatistics(column: NumberColumn, rows: number, at: At): ColumnStatistics {
  const counts = new Map<number, number>();
  let [missing, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let integers = true;
  for (let i = 0; i < rows; i++) {
    const v = column.values[at(i)] as number;
    if (Number.isNaN(v)) {
      missing++;
      continue;
    }
    sum += v;
    if (v < min) min = v;
    if (v > max) max = v;
    integers &&= Number.isInteger(v);
    if (counts.size < DISTINCT_LIMIT) counts.set(v, (counts.get(v) ?? 0) + 1);
  }
  const full = counts.size >= DISTINCT_LIMIT;
  const exact = full && integers && max - min < BITMAP ? countIntegers(column, rows, at, min, max) : null;
  const common = {
    name: column.name,
    kind: column.kind,
    rows,
    missing,
    distinct: exact ?? counts.size,
    distinctAtLeast: full && exact === null,
    ...(column.oddCount > 0 && { odd: { count: column.oddCount, examples: column.odd.slice(0, 10) } }),
  };
  const present = rows - missing;
  if (present === 0) return { ...common, top: [] };
  const mean = sum / present;
  const histogram = new Array<number>(BINS).fill(0);
  const step = (max - min) / BINS;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < rows; i++) {
    const v = column.values[at(i)] as number;
    if (Number.isNaN(v)) continue;
    const d = v - mean;
    square += d * d;
    cube += d * d * d;
    const bin = step > 0 ? Math.min(BINS - 1, Math.floor((v - min) / step)) : 0;
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  const std = Math.sqrt(square / present);
  const skewness = std > 0 ? cube / present / std ** 3 : 0;
  const numbers = { min, max, mean, std, median: medianOf(column, rows, at), skewness, integers, histogram };
  return { ...common, numbers, top: counts.size <= TOP ? topOf([...counts].map(([v, n]) => [String(v), n])) : [] };
}

function countIntegers(column: NumberColumn, rows: number, at: At, min: number, max: number): number {
  const bits = new Uint8Array(Math.floor((max - min) / 8) + 1);
  let distinct = 0;
  for (let i = 0; i < rows; i++) {
    const v = (column.values[at(i)] as number) - min;
    if (Number.isNaN(v)) continue;
    const bit = 1 << (v & 7);
    if (((bits[v >> 3] as number) & bit) !== 0) continue;
    bits[v >> 3] = (bits[v >> 3] as number) | bit;
    distinct++;
  }
  return distinct;
}

/** Exact up to 100,001 rows; of more, the median of that many evenly spaced ones. */
function medianOf(column: NumberColumn, rows: number, at: At): number {
  const taken = Math.min(rows, MEDIAN_SAMPLE);
  const values = Float64Array.from(
    { length: taken },
    (_, i) => column.values[at(Math.floor((i * rows) / taken))] as number,
  )
    .filter((v) => !Number.isNaN(v))
    .sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1
    ? (values[middle] as number)
    : ((values[middle - 1] ?? Number.NaN) + (values[middle] ?? Number.NaN)) / 2;
}

function categoryStatistics(column: CategoryColumn, rows: number, at: At): ColumnStatistics {
  const counts = new Float64Array(column.categories.length + 1);
  for (let i = 0; i < rows; i++) {
    const code = column.codes[at(i)] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  const pairs = column.categories.map((c, i) => [c, counts[i + 1] as number] as const).filter(([, n]) => n > 0);
  return {
    name: column.name,
    kind: column.kind,
    rows,
    missing: counts[0] as number,
    distinct: pairs.length,
    distinctAtLeast: false,
    top: topOf(pairs),
  };
}

/** A column is kept as text because it has too many different ones to count. */
function textStatistics(column: TextColumn, rows: number, at: At): ColumnStatistics {
  let missing = 0;
  for (let i = 0; i < rows; i++) if (column.offsets[at(i)] === column.offsets[at(i) + 1]) missing++;
  const distinct = Math.min(rows - missing, DISTINCT_LIMIT);
  return {
    name: column.name,
    kind: column.kind,
    rows,
    missing,
    distinct,
    distinctAtLeast: distinct === DISTINCT_LIMIT,
    top: [],
  };
}

function topOf(pairs: readonly (readonly [string, number])[]): { value: string; count: number }[] {
  return [...pairs]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOP)
    .map(([value, count]) => ({ value, count }));
}
