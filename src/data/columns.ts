/**
 * A table as columns: numbers in typed arrays, categories as codes into a dictionary, other text as one byte pool.
 * No object per row or per cell exists, so a file of a hundred megabytes takes about its own size in memory.
 */
import { ProblemError, problem } from '../base/problem';

/** A cell that did not fit its column: its row (0-based among data rows) and its text. */
export interface OddCell {
  readonly row: number;
  readonly text: string;
}

/** NaN is a missing cell. `odd` lists the first texts that were not numbers (they count as missing). */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array | Float32Array;
  readonly odd: readonly OddCell[];
  readonly oddCount: number;
}

/** Code 0 is a missing cell, code k is `categories[k - 1]`. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly codes: Uint8Array | Uint16Array;
  readonly categories: readonly string[];
}

/** Too many different texts for a dictionary; an empty cell is missing. Row i is `bytes[offsets[i] .. offsets[i+1])`. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export type Column = NumberColumn | CategoryColumn | TextColumn;

export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

export type Cell = number | string | null;

const decoder = new TextDecoder();

/** What a person sees in a cell; null when it is missing. */
export function cellAt(column: Column, row: number): Cell {
  switch (column.kind) {
    case 'number': {
      const v = column.values[row] as number;
      return Number.isNaN(v) ? null : v;
    }
    case 'category':
      return column.categories[(column.codes[row] as number) - 1] ?? null;
    case 'text': {
      const [from, to] = [column.offsets[row] as number, column.offsets[row + 1] as number];
      return from === to ? null : decoder.decode(column.bytes.subarray(from, to));
    }
  }
}

export function isMissing(column: Column, row: number): boolean {
  switch (column.kind) {
    case 'number':
      return Number.isNaN(column.values[row]);
    case 'category':
      return column.codes[row] === 0;
    case 'text':
      return column.offsets[row] === column.offsets[row + 1];
  }
}

/** @throws ProblemError `data-no-column` when the table has no column of that name. */
export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.find((c) => c.name === name);
  if (column !== undefined) return column;
  throw new ProblemError(
    problem('data-no-column', `The data has no column ${name}.`, {
      where: `column ${name}`,
      expected: table.columns.map((c) => c.name).join(', '),
      fixes: [{ label: 'Propose columns afresh', action: 'data.propose' }],
    }),
  );
}

/** Numbers as numbers, else by their characters, so that 9 comes before 10 and the order is the same everywhere. */
export function compareCategories(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  const numbers = a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y);
  if (numbers && x !== y) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

const MAX_CATEGORIES = 0xffff;

/**
 * The column as categories in sorted order; a number stands as its shortest decimal text.
 * @throws ProblemError `data-too-many-categories` past 65,535 different values.
 */
export function asCategories(column: Column): CategoryColumn {
  if (column.kind === 'category' && isSorted(column.categories)) return column;
  const rows = rowsOf(column);
  const found = new Map<string, number>();
  const raw = new Uint16Array(rows);
  if (column.kind === 'category') {
    raw.set(column.codes);
    column.categories.forEach((c, i) => {
      found.set(c, i + 1);
    });
  } else {
    const numbers = new Map<number, number>();
    for (let i = 0; i < rows; i++) {
      if (isMissing(column, i)) continue;
      const value = cellAt(column, i) as string | number;
      let code = typeof value === 'number' ? numbers.get(value) : found.get(value);
      if (code === undefined) {
        code = found.size + 1;
        if (code > MAX_CATEGORIES) throw tooMany(column.name);
        found.set(String(value), code);
        if (typeof value === 'number') numbers.set(value, code);
      }
      raw[i] = code;
    }
  }
  const order = [...found.keys()].sort(compareCategories);
  const position = new Uint16Array(order.length + 1);
  order.forEach((c, i) => {
    position[found.get(c) as number] = i + 1;
  });
  const codes = order.length < 256 ? new Uint8Array(rows) : new Uint16Array(rows);
  for (let i = 0; i < rows; i++) codes[i] = position[raw[i] as number] as number;
  return { kind: 'category', name: column.name, codes, categories: order };
}

const spelling = (category: string): string => category.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Sets of categories that differ only in capitals or spaces. */
export function spellings(categories: readonly string[]): readonly (readonly string[])[] {
  const sets = new Map<string, string[]>();
  for (const category of categories) {
    const set = sets.get(spelling(category));
    if (set) set.push(category);
    else sets.set(spelling(category), [category]);
  }
  return [...sets.values()].filter((set) => set.length > 1);
}

/** The column with categories that differ only in capitals or spaces as one, under the name most rows have. */
export function mergeSpellings(column: CategoryColumn): CategoryColumn {
  const { categories } = column;
  if (spellings(categories).length === 0) return column;
  const counts = new Float64Array(categories.length);
  for (const code of column.codes) if (code > 0) counts[code - 1] = (counts[code - 1] as number) + 1;
  const best = new Map<string, number>();
  categories.forEach((category, i) => {
    const known = best.get(spelling(category));
    if (known === undefined || (counts[i] as number) > (counts[known] as number)) best.set(spelling(category), i);
  });
  const kept = [...best.values()].map((i) => categories[i] as string).sort(compareCategories);
  const codeOf = new Map(kept.map((category, i) => [spelling(category), i + 1]));
  const merged = [0, ...categories.map((category) => codeOf.get(spelling(category)) as number)];
  return { ...column, categories: kept, codes: column.codes.map((code) => merged[code] as number) };
}

function isSorted(categories: readonly string[]): boolean {
  return categories.every((c, i) => i === 0 || compareCategories(categories[i - 1] as string, c) < 0);
}

function tooMany(name: string): ProblemError {
  return new ProblemError(
    problem('data-too-many-categories', `Column ${name} has more than 65,535 different values.`, {
      where: `column ${name}`,
      fixes: [{ label: 'Leave the column out', action: 'data.set-column', params: { column: name, type: 'ignore' } }],
    }),
  );
}

/** The column as numbers; text that is no number becomes missing and is counted as odd. */
export function asNumbers(column: Column): NumberColumn {
  if (column.kind === 'number') return column;
  const rows = rowsOf(column);
  const values = new Float64Array(rows);
  const odd: OddCell[] = [];
  let oddCount = 0;
  for (let i = 0; i < rows; i++) {
    const text = cellAt(column, i);
    const value = text === null || String(text).trim() === '' ? Number.NaN : Number(text);
    values[i] = Number.isFinite(value) ? value : Number.NaN;
    if (text === null || Number.isFinite(value)) continue;
    oddCount++;
    if (odd.length < 100) odd.push({ row: i, text: String(text) });
  }
  return { kind: 'number', name: column.name, values, odd, oddCount };
}

export function rowsOf(column: Column): number {
  if (column.kind === 'number') return column.values.length;
  return column.kind === 'category' ? column.codes.length : column.offsets.length - 1;
}
