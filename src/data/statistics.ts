/** What a column looks like: counts, range and a small histogram, or the commonest values. One column at a time. */
import { type CategoryColumn, type Column, type NumberColumn, type OddCell, rowsOf, type TextColumn } from './columns';
import { median } from './encoders';
import type { TextSummary } from './prepared';
import { summarizeTexts, textAt } from './text';

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
  /** For words: what they are as texts. */
  readonly text?: TextSummary;
  /** What predicting this column would mean: classes for words and for few different whole numbers, else a number. */
  readonly asTarget: 'classification' | 'regression';
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
  const summary =
    column.kind === 'number'
      ? numberStatistics(column, count, at)
      : column.kind === 'category'
        ? categoryStatistics(column, count, at)
        : textStatistics(column, count, at);
  const made: ColumnStatistics = { ...summary, asTarget: taskOf(summary) };
  if (rows === undefined) known.set(column, made);
  return made;
}

type Summary = Omit<ColumnStatistics, 'asTarget'>;

/** Integers with no more different values than this are classes when predicted. */
const CLASS_LIMIT = 20;

function taskOf(s: Summary): ColumnStatistics['asTarget'] {
  if (s.kind !== 'number') return 'classification';
  const few = s.distinct <= CLASS_LIMIT && s.distinct * 5 <= s.rows - s.missing;
  return few && (s.numbers?.integers ?? false) ? 'classification' : 'regression';
}

type At = (i: number) => number;

function numberStatistics(column: NumberColumn, rows: number, at: At): Summary {
  const values = presentValues(column, rows, at);
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let integers = true;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    sum += v;
    if (v < min) min = v;
    if (v > max) max = v;
    if (integers && Math.floor(v) !== v) integers = false;
  }
  const { distinct, distinctAtLeast, top } = countDistinct(values, integers, min, max);
  const common = {
    name: column.name,
    kind: column.kind,
    rows,
    missing: rows - values.length,
    distinct,
    distinctAtLeast,
    top,
    ...(column.oddCount > 0 && { odd: { count: column.oddCount, examples: column.odd.slice(0, 10) } }),
  };
  if (values.length === 0) return common;
  const mean = sum / values.length;
  return {
    ...common,
    numbers: { min, max, mean, ...shapeOf(values, min, max, mean), median: medianOf(values), integers },
  };
}

/** Whole numbers in a small range are counted in an array, in a larger one by a bit each, others in a map to a limit. */
function countDistinct(values: Float64Array, integers: boolean, min: number, max: number) {
  if (integers && max - min < DISTINCT_LIMIT) {
    const counts = new Uint32Array(values.length === 0 ? 0 : max - min + 1);
    for (let i = 0; i < values.length; i++) {
      const v = (values[i] as number) - min;
      counts[v] = (counts[v] as number) + 1;
    }
    const pairs = Array.from(counts, (n, v) => [String(v + min), n] as const).filter(([, n]) => n > 0);
    return { distinct: pairs.length, distinctAtLeast: false, top: pairs.length <= TOP ? topOf(pairs) : [] };
  }
  if (integers && max - min < BITMAP) {
    return { distinct: countIntegers(values, min, max), distinctAtLeast: false, top: [] };
  }
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length && counts.size < DISTINCT_LIMIT; i++) {
    const v = values[i] as number;
    counts.set(v, (counts.get(v) ?? 0) + 1);
  }
  const top = counts.size <= TOP ? topOf(Array.from(counts, ([v, n]) => [String(v), n] as const)) : [];
  return { distinct: counts.size, distinctAtLeast: counts.size >= DISTINCT_LIMIT, top };
}

/** The cells that are there, gathered once: plain loops over one kind of array are several times faster. */
function presentValues(column: NumberColumn, rows: number, at: At): Float64Array {
  const out = new Float64Array(rows);
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const v = column.values[at(i)] as number;
    if (!Number.isNaN(v)) out[n++] = v;
  }
  return out.subarray(0, n);
}

function shapeOf(values: Float64Array, min: number, max: number, mean: number) {
  const histogram = new Array<number>(BINS).fill(0);
  const step = (max - min) / BINS;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < values.length; i++) {
    const d = (values[i] as number) - mean;
    square += d * d;
    cube += d * d * d;
    const bin = step > 0 ? Math.min(BINS - 1, Math.floor(((values[i] as number) - min) / step)) : 0;
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  const std = Math.sqrt(square / values.length);
  return { std, skewness: std > 0 ? cube / values.length / std ** 3 : 0, histogram };
}

function countIntegers(values: Float64Array, min: number, max: number): number {
  const bits = new Uint8Array(Math.floor((max - min) / 8) + 1);
  let distinct = 0;
  for (let i = 0; i < values.length; i++) {
    const v = (values[i] as number) - min;
    const bit = 1 << (v & 7);
    if (((bits[v >> 3] as number) & bit) !== 0) continue;
    bits[v >> 3] = (bits[v >> 3] as number) | bit;
    distinct++;
  }
  return distinct;
}

/** Exact up to 100,001 values; of more, the median of that many evenly spaced ones. */
function medianOf(values: Float64Array): number {
  const taken = Math.min(values.length, MEDIAN_SAMPLE);
  const sorted = new Float64Array(taken);
  for (let i = 0; i < taken; i++) sorted[i] = values[Math.floor((i * values.length) / taken)] as number;
  return median(sorted.sort());
}

function categoryStatistics(column: CategoryColumn, rows: number, at: At): Summary {
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
    text: summarizeTexts(column, rows, at),
  };
}

/** A column is kept as text where a dictionary of it would be large: different ones are counted up to a limit. */
function textStatistics(column: TextColumn, rows: number, at: At): Summary {
  let missing = 0;
  const texts = new Set<string>();
  for (let i = 0; i < rows; i++) {
    if (column.offsets[at(i)] === column.offsets[at(i) + 1]) missing++;
    else if (texts.size < DISTINCT_LIMIT) texts.add(textAt(column, at(i)));
  }
  const distinct = texts.size;
  return {
    name: column.name,
    kind: column.kind,
    rows,
    missing,
    distinct,
    distinctAtLeast: distinct === DISTINCT_LIMIT,
    top: [],
    text: summarizeTexts(column, rows, at),
  };
}

function topOf(pairs: readonly (readonly [string, number])[]): { value: string; count: number }[] {
  return [...pairs]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOP)
    .map(([value, count]) => ({ value, count }));
}
