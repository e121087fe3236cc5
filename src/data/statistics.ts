/** What a column looks like: counts, range and a small histogram, or the commonest values. One pass or two, no copies. */
import {
  type CategoryColumn,
  type Column,
  cellAt,
  type NumberColumn,
  type OddCell,
  rowsOf,
  type TextColumn,
} from './columns';

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
const DISTINCT_LIMIT = 100_000;
const MEDIAN_SAMPLE = 100_001;

/** Statistics over `rows` of the column, or over all of them. */
export function columnStatistics(column: Column, rows?: Int32Array): ColumnStatistics {
  const count = rows?.length ?? rowsOf(column);
  const at = (i: number): number => (rows === undefined ? i : (rows[i] as number));
  switch (column.kind) {
    case 'number':
      return numberStatistics(column, count, at);
    case 'category':
      return categoryStatistics(column, count, at);
    case 'text':
      return textStatistics(column, count, at);
  }
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
    if (counts.size < DISTINCT_LIMIT || counts.has(v)) counts.set(v, (counts.get(v) ?? 0) + 1);
  }
  const common = {
    name: column.name,
    kind: column.kind,
    rows,
    missing,
    distinct: counts.size,
    distinctAtLeast: counts.size >= DISTINCT_LIMIT,
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

function textStatistics(column: TextColumn, rows: number, at: At): ColumnStatistics {
  const counts = new Map<string, number>();
  let missing = 0;
  for (let i = 0; i < rows; i++) {
    const text = cellAt(column, at(i));
    if (text === null) missing++;
    else if (counts.size < DISTINCT_LIMIT || counts.has(String(text))) {
      counts.set(String(text), (counts.get(String(text)) ?? 0) + 1);
    }
  }
  return {
    name: column.name,
    kind: column.kind,
    rows,
    missing,
    distinct: counts.size,
    distinctAtLeast: counts.size >= DISTINCT_LIMIT,
    top: topOf([...counts]),
  };
}

function topOf(pairs: readonly (readonly [string, number])[]): { value: string; count: number }[] {
  return [...pairs]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOP)
    .map(([value, count]) => ({ value, count }));
}
