/** Writes rows as CSV (RFC 4180, LF) so that reading them gives the same cells. */
import type { Cell } from '../columns';

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
