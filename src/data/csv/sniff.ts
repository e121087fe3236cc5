/**
 * Guesses a file's dialect from its first rows: the delimiter that cuts rows most evenly into the cleanest cells, the
 * quote, whether the first row is a header, and how numbers are written. Every guess can be overridden.
 */

import { type NumberFormat, numberFromText, PLAIN_NUMBERS } from './numbers';
import { CsvScanner, type Dialect } from './scanner';

export interface Sniffed extends Dialect {
  readonly header: boolean;
  readonly format: NumberFormat;
  /** Cells of a usual row. */
  readonly columns: number;
  /** The header lacks the first column's name, as R writes row names. */
  readonly rowNames: boolean;
}

export type SniffHints = Partial<Pick<Sniffed, 'delimiter' | 'quote' | 'header'>> & {
  readonly decimal?: NumberFormat['decimal'];
  readonly thousands?: NumberFormat['thousands'];
};

const DELIMITERS = [',', ';', '\t', '|'] as const;
const MAX_ROWS = 500;

/** The rows of a sample; a last row that may be cut off is left out unless `complete`. */
export function sampleRows(sample: Uint8Array, dialect: Dialect, complete: boolean): string[][] {
  const decoder = new TextDecoder();
  const rows: string[][] = [];
  let row: string[] = [];
  const scanner = new CsvScanner(
    dialect,
    {
      cell: (_, bytes, start, end, quoted) => {
        const text = decoder.decode(bytes.subarray(start, end));
        row.push(quoted ? text : text.trim());
      },
      endRow: () => {
        if (row.length > 1 || row[0] !== '') rows.push(row);
        row = [];
        return rows.length < MAX_ROWS;
      },
    },
    sample.length + 1,
  );
  try {
    scanner.push(sample, complete);
  } catch {
    // An open quote: what came before it is sample enough.
  }
  return rows;
}

interface Candidate {
  readonly delimiter: string;
  readonly rows: readonly string[][];
  readonly columns: number;
  readonly score: number;
}

function candidate(sample: Uint8Array, delimiter: string, quote: string, complete: boolean): Candidate {
  const rows = sampleRows(sample, { delimiter, quote }, complete);
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [columns, times] = [...counts].sort(([a, n], [b, m]) => m - n || b - a)[0] ?? [0, 0];
  if (columns < 2) return { delimiter, rows, columns, score: 0 };
  let clean = 0;
  let cells = 0;
  for (const row of rows) {
    for (const cell of row) {
      cells++;
      const strange = DELIMITERS.some((d) => d !== delimiter && cell.includes(d));
      if (!strange || isNumberSomehow(cell)) clean++;
    }
  }
  return { delimiter, rows, columns, score: (times / rows.length) * (clean / cells) + Math.min(columns, 100) / 1e4 };
}

const isNumberSomehow = (cell: string): boolean => /^[+-]?[\d.,' ]*\d[\d.,' ]*([eE][+-]?\d+)?$/.test(cell);

/** `sample` is UTF-8 from the start of the file; `complete` says it is all of it. */
export function sniff(sample: Uint8Array, complete: boolean, hints: SniffHints = {}): Sniffed {
  const quote = hints.quote ?? '"';
  const tried = (hints.delimiter === undefined ? DELIMITERS : [hints.delimiter]).map((d) =>
    candidate(sample, d, quote, complete),
  );
  let best = tried.reduce((a, b) => (b.score > a.score ? b : a));
  let found = quote;
  if (hints.quote === undefined && usesSingleQuotes(best.rows)) {
    found = "'";
    best = candidate(sample, best.delimiter, found, complete);
  }
  const { rows, delimiter } = best;
  const short = rows[0]?.length === best.columns - 1;
  // Every row below the header ends in a delimiter: that is no column.
  const trailing = short && rows.slice(1).every((row) => (row[best.columns - 1] ?? '') === '');
  const columns = Math.max(1, trailing ? best.columns - 1 : best.columns);
  const rowNames = short && !trailing && columns > 2;
  const header = hints.header ?? (rowNames || looksLikeHeader(rows));
  const data = header ? rows.slice(1) : rows;
  return {
    delimiter,
    quote: found,
    header,
    columns,
    rowNames: header && rowNames,
    format: numberFormat(data, delimiter, hints),
  };
}

/** Most texts below the first row begin or end with ', and some do both: a cell with a delimiter in it is in halves. */
function usesSingleQuotes(rows: readonly string[][]): boolean {
  let wrapped = 0;
  let touched = 0;
  let texts = 0;
  for (const row of rows.slice(1)) {
    for (const cell of row) {
      if (cell.includes('"')) return false;
      if (cell === '' || isNumberSomehow(cell)) continue;
      texts++;
      const [begins, ends] = [cell.startsWith("'"), cell.endsWith("'")];
      if (begins || ends) touched++;
      if (begins && ends && cell.length > 1) wrapped++;
    }
  }
  return wrapped > 1 && touched > texts / 2;
}

/**
 * A header has no numbers and no gaps; and either some column below it holds numbers, or its words do not come back
 * in their columns.
 */
function looksLikeHeader(rows: readonly string[][]): boolean {
  const first = rows[0];
  if (first === undefined || first.some((cell) => isNumberSomehow(cell))) return false;
  if (first.filter((cell) => cell === '').length > 1) return false;
  if (rows.length === 1) return true;
  const rest = rows.slice(1);
  const numeric = first.some((_, c) => {
    const cells = rest.map((row) => row[c] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter(isNumberSomehow).length > cells.length * 0.8;
  });
  if (numeric) return true;
  return first.every((cell, c) => !rest.some((row) => row[c] === cell));
}

const THOUSANDS = [',', '.', ' ', "'"] as const;

function numberFormat(rows: readonly string[][], delimiter: string, hints: SniffHints): NumberFormat {
  let comma = 0;
  let dot = 0;
  const grouped = { ',': 0, '.': 0, ' ': 0, "'": 0 };
  for (const row of rows) {
    for (const raw of row) {
      const cell = raw.replace(/^[$€£¥]\s?|\s?[$€£¥%]$/g, '');
      if (!isNumberSomehow(cell)) continue;
      if (
        /^[+-]?\d*,(\d{1,2}|\d{4,})([eE][+-]?\d+)?$/.test(cell) ||
        /^[+-]?0,\d+$/.test(cell) ||
        /[.' ]\d{3},\d+$/.test(cell)
      )
        comma++;
      if (
        /^[+-]?\d*\.(\d{1,2}|\d{4,})([eE][+-]?\d+)?$/.test(cell) ||
        /^[+-]?0\.\d+$/.test(cell) ||
        /[,' ]\d{3}\.\d+$/.test(cell)
      )
        dot++;
      for (const t of THOUSANDS) {
        const read = (decimal: NumberFormat['decimal']) => numberFromText(cell, { decimal, thousands: t });
        if (cell.includes(t) && !(Number.isNaN(read('.')) && Number.isNaN(read(',')))) grouped[t]++;
      }
    }
  }
  // 1,234 alone could be either; between semicolons it is the comma of a country that writes decimals so.
  const semicolons = delimiter === ';' && dot === 0 && grouped[','] > 0;
  const decimal = hints.decimal ?? (comma > dot || semicolons ? ',' : PLAIN_NUMBERS.decimal);
  const possible = THOUSANDS.filter((t) => t !== decimal && grouped[t] > 0 && (t !== '.' || decimal === ','));
  const thousands = possible.reduce<NumberFormat['thousands']>(
    (a, b) => (a === '' || grouped[b] > grouped[a] ? b : a),
    '',
  );
  return { decimal, thousands: hints.thousands ?? thousands };
}
