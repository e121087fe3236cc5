/** Laws of reading CSV: what was written comes back, and it makes no difference how the bytes are cut into pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/data/columns';
import { numberFromText, PLAIN_NUMBERS, parseNumber } from '../../src/data/csv/numbers';
import { readTable, sourceOfBytes } from '../../src/data/csv/read-table';
import { CsvScanner, type Dialect } from '../../src/data/csv/scanner';
import { rowsOfTable, utf8, writeCsv } from './support';

const COMMA: Dialect = { delimiter: ',', quote: '"' };

function scan(bytes: Uint8Array, pieces: readonly number[], dialect = COMMA): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const scanner = new CsvScanner(dialect, {
    cell: (_, data, start, end) => row.push(new TextDecoder().decode(data.subarray(start, end))),
    endRow: (cells) => {
      expect(cells).toBe(row.length);
      rows.push(row);
      row = [];
      return true;
    },
  });
  let at = 0;
  for (const size of pieces) {
    scanner.push(bytes.subarray(at, at + size));
    at += size;
  }
  scanner.push(bytes.subarray(at), true);
  return rows;
}

const cellText = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', '"', ',', ';', '\n', '\r', ' ', '\t', 'é', '漢', '🙂', '1'),
    maxLength: 8,
  }),
  fc.string(),
);

const grid = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 8 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(cellText, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

describe('the scanner', () => {
  it('gives back every cell that was written, whatever is in it', () => {
    fc.assert(
      fc.property(grid, (rows) => {
        const text = writeCsv(rows[0] ?? [], rows.slice(1));
        expect(scan(utf8(text), [])).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it('does not care how the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') }),
        fc.array(fc.nat(4)),
        (text, cuts) => {
          const bytes = utf8(text);
          const attempt = (pieces: readonly number[]): unknown => {
            try {
              return scan(bytes, pieces);
            } catch (error) {
              return (error as Error).message;
            }
          };
          expect(attempt(cuts)).toEqual(attempt([]));
          expect(attempt(Array.from(bytes, () => 1))).toEqual(attempt([]));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\rb\r', [['a'], ['b']]],
    [
      '\n\na,\n\n,b\n\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['""\n"x""y"\n', [[''], ['x"y']]],
    ['"a"b,c"d"\n', [['ab', 'c"d"']]],
    ['"a\r\nb",c', [['a\r\nb', 'c']]],
  ])('reads %j', (text, rows) => {
    expect(scan(utf8(text), [])).toEqual(rows);
  });
});

describe('numbers', () => {
  const parse = (text: string): number => parseNumber(utf8(text), 0, utf8(text).length, PLAIN_NUMBERS);

  it('reads what JavaScript writes, bit for bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (v) => {
        expect(parse(String(v))).toBe(Number(String(v)));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads decimals bit for bit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.nat(20), (digits, scale) => {
        const text = digits
          .toString()
          .replace('-', '')
          .padStart(scale + 1, '0');
        const point = text.length - scale;
        const written = `${digits < 0n ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`;
        expect(parse(written)).toBe(Number(written));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    ' ',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '1.2.3',
    '0x10',
    'Infinity',
    'inf',
    '1e999',
    '--1',
    '1 2',
    'nan',
    '1,5',
  ])('takes %j for no number', (text) => {
    expect(parse(text)).toBeNaN();
  });

  it.each([
    ['1.234,5', { decimal: ',', thousands: '.' }, 1234.5],
    ['1,234.5', { decimal: '.', thousands: ',' }, 1234.5],
    ['12,5', { decimal: ',', thousands: '' }, 12.5],
    ['1 234 567', { decimal: '.', thousands: ' ' }, 1234567],
    ["1'234.5", { decimal: '.', thousands: "'" }, 1234.5],
    ['$1,200', { decimal: '.', thousands: ',' }, 1200],
    ['12.5 %', { decimal: '.', thousands: '' }, 12.5],
    ['12,34', { decimal: '.', thousands: ',' }, Number.NaN],
  ] as const)('reads %j with %o as %d', (text, format, value) => {
    expect(numberFromText(text, format)).toBe(value);
    expect(parseNumber(utf8(text), 0, utf8(text).length, format)).toBe(value);
  });
});

describe('reading a table', () => {
  const missing = new Set(['', 'na', 'n/a', '#n/a', 'null', 'nan', '?', '-']);

  it('gives back any table of texts and numbers, apart from texts that mean a missing cell', async () => {
    const names = ['alpha', 'beta', 'gamma'];
    const value = fc.oneof(
      cellText,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 64 }),
        async (rows, pieceSize) => {
          const bytes = utf8(writeCsv(names, rows));
          const { table } = await readTable(sourceOfBytes('t.csv', bytes), {
            header: true,
            delimiter: ',',
            quote: '"',
            decimal: '.',
            thousands: '',
            pieceSize,
          });
          expect(table.columns.map((c) => c.name)).toEqual(names);
          const seen = rowsOfTable(table);
          rows.forEach((row, r) => {
            row.forEach((text, c) => {
              const cell = seen[r]?.[c];
              const column = table.columns[c];
              if (missing.has(text.toLowerCase())) expect(cell).toBeNull();
              else if (column?.kind === 'number') {
                const odd = column.odd.find((o) => o.row === r);
                if (odd === undefined) expect(cell).toBe(numberFromText(text, PLAIN_NUMBERS));
                else expect(text.startsWith(odd.text) && cell === null).toBe(true);
              } else expect(cell).toBe(text);
            });
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same table, key included, for any piece size', async () => {
    const rows: Cell[][] = Array.from({ length: 40 }, (_, i) => [i / 7, `w${i % 5}é`, i % 3 === 0 ? null : i]);
    const bytes = utf8(writeCsv(['x', 'word', 'n'], rows));
    const whole = await readTable(sourceOfBytes('t.csv', bytes));
    for (const pieceSize of [1, 2, 3, 7, 64, 1000]) {
      const cut = await readTable(sourceOfBytes('t.csv', bytes), { pieceSize });
      expect(cut.table).toEqual(whole.table);
      expect(cut.key).toBe(whole.key);
    }
  });
});
