/** Small helpers the data tests share: built-in files from disk, tables from rows, problems from failed promises. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProblemError } from '../../src/base/problem';
import { type Cell, type Column, cellAt, type Table } from '../../src/data/columns';
import { type ReadOptions, readTable, sourceOfBytes } from '../../src/data/csv/read-table';
import type { TableDataset } from '../../src/data/dataset';
import { bytesOf, hashOf } from '../../src/data/hash';
import type { FetchAsset } from '../../src/data/sources';

export const fetchAsset: FetchAsset = async (file) =>
  new Uint8Array(await readFile(join(import.meta.dirname, '../../public/data', file)));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const readText = (text: string, options?: ReadOptions) =>
  readTable(sourceOfBytes('test.csv', utf8(text)), options);

/** Cells by row, as a person sees them. */
export function rowsOfTable(table: Table): Cell[][] {
  return Array.from({ length: table.rows }, (_, row) => table.columns.map((column) => cellAt(column, row)));
}

/** The problem a promise fails with. */
export async function problemFrom(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** A table from rows: a column is one of numbers when all its cells are numbers or missing, else of categories. */
export function tableOf(names: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  const columns = names.map((name, c): Column => {
    const cells = rows.map((row) => row[c] ?? null);
    if (cells.every((v) => typeof v !== 'string')) {
      return {
        kind: 'number',
        name,
        values: Float64Array.from(cells, (v) => Number(v ?? Number.NaN)),
        odd: [],
        oddCount: 0,
      };
    }
    const categories = [...new Set(cells.filter((v) => v !== null).map(String))];
    const codes = Uint8Array.from(cells, (v) => (v === null ? 0 : categories.indexOf(String(v)) + 1));
    return { kind: 'category', name, codes, categories };
  });
  return { rows: rows.length, columns };
}

export const datasetOf = (table: Table, key = 'test'): TableDataset => ({
  kind: 'table',
  name: 'test',
  key,
  problems: [],
  table,
});

/** The value with every typed array replaced by its kind and hash: large arrays compare in no time. */
export function digest(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${hashOf(bytesOf(value))}`;
  if (Array.isArray(value)) return value.map(digest);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, digest(v)]));
}

/** Quotes what would not survive bare: delimiters, quotes, line ends, spaces at the ends; a lone empty cell too. */
function field(cell: Cell, alone: boolean, delimiter: string): string {
  const text = cell === null ? '' : String(cell);
  const bare = !/["'\r\n]|^\s|\s$/.test(text) && !text.includes(delimiter) && !(alone && text === '');
  return bare ? text : `"${text.replaceAll('"', '""')}"`;
}

export function writeCsv(names: readonly string[], rows: Iterable<readonly Cell[]>, delimiter = ','): string {
  const line = (cells: readonly Cell[]): string =>
    `${cells.map((cell) => field(cell, cells.length === 1, delimiter)).join(delimiter)}\n`;
  let out = line(names);
  for (const row of rows) out += line(row);
  return out;
}
