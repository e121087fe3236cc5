/** Small helpers the data tests share: built-in files from disk, tables from rows, problems from failed promises. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProblemError } from '../../src/base/problem';
import { type Cell, cellAt, type Table } from '../../src/data/columns';
import { type ReadOptions, readTable, sourceOfBytes } from '../../src/data/csv/read-table';
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
