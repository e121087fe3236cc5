/** Bad and odd tables: each gets its message where it happened and a way on, and loses nothing that can be read. */
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem';
import { readTable, sourceOfBytes } from '../../src/data/csv/read-table';
import type { TableDataset } from '../../src/data/dataset';
import { problemFrom, readText, rowsOfTable, utf8 } from './support';

const names = (d: TableDataset): string[] => d.table.columns.map((c) => c.name);
const noted = (d: TableDataset, code: string): Problem | undefined => d.problems.find((p) => p.code === code);
const read = (bytes: Uint8Array) => readTable(sourceOfBytes('test.csv', bytes));

describe('what cannot be read fails with a way on', () => {
  it.each([
    ['an empty file', '', 'csv-empty'],
    ['blank lines only', '\n\r\n\n', 'csv-empty'],
    ['a header alone', 'a,b,c\n', 'csv-header-only'],
    ['a quote never closed', 'a,b\n1,"2\n3,4\n', 'csv-open-quote'],
    ['binary data', 'PK\u0003\u0004....', 'csv-binary'],
    ['zeros', 'a\0b\0\0\0,c', 'csv-binary'],
  ])('%s', async (_, text, code) => {
    const problem = await problemFrom(readText(text));
    expect(problem).toMatchObject({ code, severity: 'error', where: expect.any(String) });
    expect(problem.fixes?.length).toBeGreaterThan(0);
  });

  it('a huge field, naming its line', async () => {
    const text = `a,b\n1,2\n"${'x'.repeat(5000)}",3\n`;
    expect(await problemFrom(readText(text, { maxField: 4096 }))).toMatchObject({
      code: 'csv-huge-field',
      where: 'line 3, field 1',
    });
    expect((await readText(text)).table.rows).toBe(2);
  });

  it('the fix for stray quotes works', async () => {
    const { table } = await readText('a,b\n1,"2\n3,4\n', { quote: '' });
    expect(rowsOfTable(table)).toEqual([
      [1, '"2'],
      [3, '4'],
    ]);
  });

  it('the fix for a header alone works', async () => {
    expect(rowsOfTable((await readText('a,b\n', { header: false })).table)).toEqual([['a', 'b']]);
  });
});

describe('what is odd is noted, with where', () => {
  it('ragged rows are padded or cut, or left out when asked', async () => {
    const text = 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n';
    const padded = await readText(text);
    expect(rowsOfTable(padded.table)).toEqual([
      [1, 2, 3],
      [4, 5, null],
      [6, 7, 8],
      [10, 11, 12],
    ]);
    expect(noted(padded, 'csv-ragged-rows')).toMatchObject({
      where: 'line 3',
      received: 'line 3: 2 cells, line 4: 4 cells',
    });
    const skipped = await readText(text, { ragged: 'skip' });
    expect(rowsOfTable(skipped.table)).toEqual([
      [1, 2, 3],
      [10, 11, 12],
    ]);
    expect(noted(skipped, 'csv-ragged-rows')?.message).toContain('2 rows');
  });

  it('duplicate and empty column names', async () => {
    const d = await readText('x,x,,x_2,x\n1,2,3,4,5\n', { header: true });
    expect(names(d)).toEqual(['x', 'x_3', 'column_3', 'x_2', 'x_4']);
    expect(noted(d, 'csv-duplicate-columns')?.received).toBe('x → x_3, x → x_4');
  });

  it('text in a column of numbers: row, value, and both ways on', async () => {
    const d = await readText(`v,w\n${Array.from({ length: 30 }, (_, i) => `${i === 7 ? 'oops' : i},a`).join('\n')}\n`);
    expect(noted(d, 'csv-text-in-numbers')).toMatchObject({ where: 'row 8, column v', received: '“oops” in row 8' });
    expect(d.table.columns[0]).toMatchObject({ kind: 'number', oddCount: 1, odd: [{ row: 7, text: 'oops' }] });
    const spelt = (i: number): string => (i % 20 === 7 ? 'k. A.' : i === 9 ? 'oops' : String(i));
    const many = await readText(`v,w\n${Array.from({ length: 160 }, (_, i) => `${spelt(i)},a`).join('\n')}\n`);
    expect(noted(many, 'csv-text-in-numbers')?.received).toBe(
      '“k. A.” in rows 8, 28, 48, 68; “oops” in row 10 and 4 more',
    );
  });

  it('a column without a single value', async () => {
    const d = await readText('a,b\n1,\n2,NA\n3,?\n');
    expect(noted(d, 'csv-empty-column')).toMatchObject({ where: 'column b' });
  });

  it('a byte order mark is no part of the first name', async () => {
    const d = await read(utf8('\ufeffname,n\nx,1\n'));
    expect(names(d)).toEqual(['name', 'n']);
    expect(noted(d, 'csv-bom')?.severity).toBe('info');
  });

  it('bytes that are not UTF-8 are read as windows-1252, and it is said', async () => {
    const bytes = Uint8Array.from('ville,n\nOrl\xe9ans,1\nN\xeemes,2\n', (c) => c.charCodeAt(0));
    const d = await read(bytes);
    expect(rowsOfTable(d.table)).toEqual([
      ['Orléans', 1],
      ['Nîmes', 2],
    ]);
    expect(noted(d, 'csv-encoding')).toMatchObject({ severity: 'warning', received: 'windows-1252' });
  });

  it('also when the first strange byte comes late', async () => {
    const head = utf8(`name,n\n${'plain,1\n'.repeat(200_000)}`);
    const bytes = new Uint8Array(head.length + 8);
    bytes.set(head);
    bytes.set(
      Uint8Array.from('caf\xe9,2\n', (c) => c.charCodeAt(0)),
      head.length,
    );
    const d = await read(bytes.subarray(0, head.length + 7));
    expect(rowsOfTable(d.table).at(-1)).toEqual(['café', 2]);
    expect(d.table.rows).toBe(200_001);
  });

  it('UTF-8 with a few broken characters stays UTF-8', async () => {
    const good = utf8('wort,n\nÄpfel,1\nÖl,2\nÜbung,3\nß,4\näöü,5\n');
    const d = await read(Uint8Array.from([...good, 0xff, 0x2c, 0x36, 0x0a]));
    expect(d.read?.encoding).toBe('utf-8');
    expect(noted(d, 'csv-damaged-text')?.received).toBe('1 damaged characters');
    expect(rowsOfTable(d.table)[0]).toEqual(['Äpfel', 1]);
  });

  it.each(['utf-16le', 'utf-16be'] as const)('%s, with and without a mark', async (encoding) => {
    const text = 'stadt,n\nKöln,1\nÜlzen,2\n';
    for (const mark of ['\ufeff', '']) {
      const units = [...(mark + text)].flatMap((c) => {
        const code = c.charCodeAt(0);
        return encoding === 'utf-16le' ? [code & 255, code >> 8] : [code >> 8, code & 255];
      });
      const d = await read(Uint8Array.from(units));
      expect(d.read?.encoding).toBe(encoding);
      expect([names(d), rowsOfTable(d.table)]).toEqual([
        ['stadt', 'n'],
        [
          ['Köln', 1],
          ['Ülzen', 2],
        ],
      ]);
    }
  });
});

describe('dialects are found', () => {
  it.each([
    [
      'semicolons with decimal commas',
      'a;b;c\n1,5;x, y;2\n2,25;z;3\n',
      [
        [1.5, 'x, y', 2],
        [2.25, 'z', 3],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\tx y\n2\tz\n',
      [
        [1, 'x y'],
        [2, 'z'],
      ],
    ],
    [
      'pipes',
      'a|b\n1|x\n2|y\n',
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    [
      'no header',
      '1,2.5,x\n3,4.5,y\n',
      [
        [1, 2.5, 'x'],
        [3, 4.5, 'y'],
      ],
    ],
    [
      'single quotes',
      "a,b\n1,'x, y'\n2,'z'\n3,'w'\n",
      [
        [1, 'x, y'],
        [2, 'z'],
        [3, 'w'],
      ],
    ],
    ['a separator line', 'sep=;\na;b\n1;2\n', [[1, 2]]],
    [
      'row names without a heading',
      'x,y\nr1,1,2\nr2,3,4\n',
      [
        ['r1', 1, 2],
        ['r2', 3, 4],
      ],
    ],
    [
      'a delimiter at every end',
      'a,b\n1,2,\n3,4,\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'grouped thousands',
      'a;b\n1.234,50;x\n12.000,00;y\n',
      [
        [1234.5, 'x'],
        [12000, 'y'],
      ],
    ],
    [
      'spaces after commas',
      'a, b\n1, x\n2, y\n',
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    ['a single column', 'v\n1\n2\n', [[1], [2]]],
    [
      'lines of blanks',
      'a,b\n1,2\n   \n3,4\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'missing tokens',
      'a,b\n1,x\nNA,null\n?,-\n2,y\n',
      [
        [1, 'x'],
        [null, null],
        [null, null],
        [2, 'y'],
      ],
    ],
  ])('%s', async (_, text, rows) => {
    const d = await readText(text);
    expect(rowsOfTable(d.table)).toEqual(rows);
    expect(d.problems.filter((p) => p.severity !== 'info')).toEqual([]);
  });

  it('codes with leading zeros stay text, also after thousands of rows', async () => {
    const zips = Array.from({ length: 6000 }, (_, i) => String(i * 7 + 100).padStart(5, '0'));
    const d = await readText(`zip,n\n${zips.map((z, i) => `${z},${i}`).join('\n')}\n`);
    expect(d.table.columns[0]?.kind).toBe('category');
    expect(rowsOfTable(d.table)[0]).toEqual(['00100', 0]);
  });

  it('a column that turns to text late keeps its first cells as they were written', async () => {
    const cells = Array.from({ length: 9000 }, (_, i) => (i < 5000 ? `${i}.0` : `t${i}`));
    const d = await readText(`c,n\n${cells.map((c, i) => `${c},${i % 2}`).join('\n')}\n`);
    expect(rowsOfTable(d.table).map((r) => r[0])).toEqual(cells);
  });

  it('more than 65,535 different texts are kept as text', async () => {
    const cells = Array.from({ length: 70_000 }, (_, i) => (i % 1000 === 3 ? '' : `line ${i}`));
    const d = await readText(`c,n\n${cells.map((c, i) => `${c},${i % 2}`).join('\n')}\n`);
    expect(d.table.columns[0]?.kind).toBe('text');
    expect(rowsOfTable(d.table).map((r) => r[0])).toEqual(cells.map((c) => c || null));
  });
});

describe('long files', () => {
  it('report progress and stop when cancelled', async () => {
    const bytes = utf8(`a,b\n${'1,2\n'.repeat(5000)}`);
    const shares: number[] = [];
    await readTable(sourceOfBytes('t.csv', bytes), { pieceSize: 1000 }, { onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(10);
    expect(shares.at(-1)).toBe(1);
    const controller = new AbortController();
    const reading = readTable(
      sourceOfBytes('t.csv', bytes),
      { pieceSize: 1000 },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(reading).rejects.toThrow(/abort/i);
  });
});
