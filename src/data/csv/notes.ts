/** What a person should know about how a file was read, as problems with ways on. None of them stops the reading. */
import { groupBy } from '../../base/group';
import { type Problem, problem } from '../../base/problem';
import { isMissing, type OddCell, type Table } from '../columns';
import type { Encoding } from './encoding';
import type { Sniffed } from './sniff';

export interface RaggedRow {
  /** 0-based, among data rows. */
  readonly row: number;
  readonly cells: number;
}

export interface FileFacts {
  readonly encoding: Encoding;
  readonly lenient: boolean;
  readonly bom: number;
  /** The encoding was named by the user. */
  readonly chosen: boolean;
  readonly replaced: number;
  readonly ragged: { readonly count: number; readonly examples: readonly RaggedRow[]; readonly skipped: boolean };
  readonly header: boolean;
}

/** Names for all columns: blank ones named by position, repeated ones numbered. `header` is null without a header. */
export function columnNames(
  header: readonly string[] | null,
  sniffed: Sniffed,
): { names: string[]; problems: Problem[] } {
  const given = header === null ? [] : sniffed.rowNames ? ['row', ...header] : [...header];
  const count =
    header === null ? sniffed.columns : Math.max(withoutTrailingBlank(given, sniffed.columns), sniffed.columns);
  const names: string[] = [];
  const renamed: string[] = [];
  const taken = new Set(given.filter((n) => n !== ''));
  const used = new Set<string>();
  for (let i = 0; i < count; i++) {
    const wanted = given[i] || `column_${i + 1}`;
    let name = wanted;
    for (let k = 2; used.has(name) || (name !== wanted && taken.has(name)); k++) name = `${wanted}_${k}`;
    if (name !== wanted) renamed.push(`${wanted} → ${name}`);
    used.add(name);
    names.push(name);
  }
  if (renamed.length === 0) return { names, problems: [] };
  return {
    names,
    problems: [
      {
        ...problem('csv-duplicate-columns', 'Some columns had the same name; the later ones were renamed.', {
          where: 'header',
          received: renamed.slice(0, 5).join(', '),
        }),
        severity: 'warning',
      },
    ],
  };
}

/** Rows that all end in a delimiter have a last column without a name or a value. */
function withoutTrailingBlank(given: readonly string[], usual: number): number {
  return given.length > 1 && given[given.length - 1] === '' && usual < given.length ? given.length - 1 : given.length;
}

export function fileProblems(table: Table, facts: FileFacts): Problem[] {
  const line = (row: number): string => `line ${row + (facts.header ? 2 : 1)}`;
  return [...encodingNotes(facts), ...raggedNotes(facts, line), ...oddNotes(table), ...emptyColumns(table)];
}

function encodingNotes(facts: FileFacts): Problem[] {
  if (facts.lenient || facts.replaced > 0) {
    return [
      warning('csv-damaged-text', 'Some characters could not be read and were replaced by �.', {
        where: 'file',
        expected: facts.encoding.toUpperCase(),
        received: `${facts.replaced} damaged characters`,
        fixes: [{ label: 'Read as windows-1252', action: 'data.reimport', params: { encoding: 'windows-1252' } }],
      }),
    ];
  }
  if (facts.encoding === 'windows-1252' && !facts.chosen) {
    return [
      warning('csv-encoding', 'The file is not UTF-8; it was read as windows-1252 (Western European).', {
        where: 'file',
        expected: 'UTF-8',
        received: 'windows-1252',
        fixes: [{ label: 'Read as UTF-8 all the same', action: 'data.reimport', params: { encoding: 'utf-8' } }],
      }),
    ];
  }
  if (facts.bom > 0) {
    const message = `The file begins with a byte order mark (${facts.encoding.toUpperCase()}); it was left out of the first column's name.`;
    return [{ ...problem('csv-bom', message, { where: 'line 1' }), severity: 'info' }];
  }
  return [];
}

function raggedNotes({ ragged }: FileFacts, line: (row: number) => string): Problem[] {
  const first = ragged.examples[0];
  if (first === undefined) return [];
  const what = ragged.skipped ? 'were left out' : 'were filled up with missing cells or cut';
  return [
    warning(
      'csv-ragged-rows',
      `${ragged.count} ${ragged.count === 1 ? 'row has' : 'rows have'} too few or too many cells; they ${what}.`,
      {
        where: line(first.row),
        received: ragged.examples.map((e) => `${line(e.row)}: ${e.cells} cells`).join(', '),
        fixes: ragged.skipped
          ? [{ label: 'Keep them', action: 'data.reimport', params: { ragged: 'pad' } }]
          : [{ label: 'Leave them out', action: 'data.reimport', params: { ragged: 'skip' } }],
      },
    ),
  ];
}

/** Texts with their rows, each text once: `“n/a” in rows 3, 8 and 6 more`. */
function oddWords(odd: readonly OddCell[], count: number): string {
  const words = [...groupBy(odd, (o) => o.text)].map(
    ([text, cells]) => `“${text}” in ${cells.length === 1 ? 'row' : 'rows'} ${cells.map((o) => o.row + 1).join(', ')}`,
  );
  return `${words.join('; ')}${count > odd.length ? ` and ${count - odd.length} more` : ''}`;
}

function oddNotes(table: Table): Problem[] {
  return table.columns.flatMap((column) => {
    if (column.kind !== 'number' || column.oddCount === 0) return [];
    const first = column.odd[0];
    const { name } = column;
    return [
      warning(
        'csv-text-in-numbers',
        `Column ${name} holds numbers, but ${column.oddCount} of its cells ${column.oddCount === 1 ? 'is' : 'are'} text and count as missing.`,
        {
          where: `row ${(first?.row ?? 0) + 1}, column ${name}`,
          expected: 'a number',
          received: oddWords(column.odd.slice(0, 5), column.oddCount),
          fixes: [
            {
              label: 'Treat the column as categories',
              action: 'data.set-column',
              params: { column: name, type: 'category', encoding: 'one-hot' },
            },
            { label: 'Drop these rows', action: 'data.set-column', params: { column: name, missing: 'drop-row' } },
          ],
        },
      ),
    ];
  });
}

function emptyColumns(table: Table): Problem[] {
  const empty = table.columns.filter((column) => {
    for (let row = 0; row < table.rows; row++) if (!isMissing(column, row)) return false;
    return true;
  });
  if (empty.length === 0) return [];
  const names = empty.map((c) => c.name);
  const message = names.length === 1 ? `Column ${names[0]} is empty.` : `${names.length} columns are empty.`;
  return [
    warning('csv-empty-column', `${message} Nothing can be learnt from it, so it is left out.`, {
      where: `column ${names[0]}`,
      received: names.slice(0, 10).join(', '),
    }),
  ];
}

function warning(code: string, message: string, more: Parameters<typeof problem>[2]): Problem {
  return { ...problem(code, message, more), severity: 'warning' };
}
