/** What is worth a look before training is said, with a fix that does away with it; a hopeless target is refused. */
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem';
import type { Cell } from '../../src/data/columns';
import { describeDataset } from '../../src/data/describe';
import { Library } from '../../src/data/library';
import { prepare } from '../../src/data/prepare';
import { proposeSpec } from '../../src/data/propose';
import { balancedWeights, type Review, review } from '../../src/data/review';
import { pickRows, placementOf, sampleRows } from '../../src/data/sample';
import type { DataSource, DataSpec, SplitSpec, TableSpec } from '../../src/graph/data-spec';
import { datasetOf, fetchAsset, readText, tableOf } from './support';

const SOURCE: DataSource = { kind: 'table', datasetId: 'test', fileName: 'test.csv' };

function setUp(names: readonly string[], rows: readonly (readonly Cell[])[]) {
  const dataset = datasetOf(tableOf(names, rows));
  return { dataset, spec: proposeSpec(SOURCE, dataset) };
}

const withTable = (spec: DataSpec, change: Partial<TableSpec>): DataSpec => ({
  ...spec,
  table: { ...(spec.table as TableSpec), ...change },
});
const withSplit = (spec: DataSpec, change: Partial<SplitSpec>): DataSpec => ({
  ...spec,
  split: { ...spec.split, ...change },
});

function reviewed(dataset: Parameters<typeof review>[0], spec: DataSpec): Review {
  const result = review(dataset, spec);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
const noted = (r: Review, code: string): Problem | undefined => r.problems.find((p) => p.code === code);

const even = Array.from({ length: 40 }, (_, i): Cell[] => [i * 1.5, (i * 7) % 11, i % 2 === 0 ? 'yes' : 'no']);

describe('values that differ only in capitals or spaces', () => {
  const rows = Array.from({ length: 60 }, (_, i): Cell[] => [
    (i * 7) % 13,
    ['Bonn', 'bonn ', 'Köln', 'BONN', 'Bonn'][i % 5] as string,
    ['yes', 'no', 'Yes', 'no', 'yes', ' no'][i % 6] as string,
  ]);

  it('are told, and the fix makes them one, named as most rows are, in inputs and target', () => {
    const { dataset, spec } = setUp(['x', 'city', 'answer'], rows);
    const before = reviewed(dataset, spec);
    const told = before.problems.filter((p) => p.code === 'column-spellings');
    expect(told.map((p) => p.where)).toEqual(['column city', 'column answer']);
    const merging = new Set(told.map((p) => p.fixes?.[0]?.params?.column));
    const columns = spec.table?.columns.map((c) => (merging.has(c.name) ? { ...c, mergeSpellings: true } : c));
    const merged = withTable(spec, { columns: columns ?? [] });
    const after = reviewed(dataset, merged);
    expect(noted(after, 'column-spellings')).toBeUndefined();
    expect(after.classes?.map((c) => c.name)).toEqual(['no', 'yes']);
    const prepared = prepare(dataset, merged);
    if (!prepared.ok) throw new Error(prepared.problem.message);
    expect(prepared.value.target.classes).toEqual(['no', 'yes']);
    expect(prepared.value.features.find((f) => f.column === 'city')?.categories).toEqual(['Bonn', 'Köln']);
    expect(prepared.value.rows).toBe(60);
  });

  it('are left alone where there are none', () => {
    const { dataset, spec } = setUp(['x', 'n', 'c'], even);
    expect(noted(reviewed(dataset, spec), 'column-spellings')).toBeUndefined();
  });
});

describe('a target that cannot be learnt is refused by review and prepare alike', () => {
  it.each([
    ['constant classes', { target: 'c', task: 'classification' as const }, 'target-constant'],
    ['words as a number', { target: 'c', task: 'regression' as const }, 'target-text'],
    ['a constant number', { target: 'n', task: 'regression' as const }, 'target-constant'],
    ['no target', { target: null }, 'target-missing'],
    ['a column that is gone', { target: 'gone' }, 'data-no-column'],
    ['no inputs', { columns: [] }, 'data-no-inputs'],
  ])('%s', (_, change, code) => {
    const { dataset, spec } = setUp(
      ['x', 'n', 'c'],
      Array.from({ length: 10 }, (_, i) => [i + 0.5, 3, 'same']),
    );
    const asked = withTable(spec, change);
    for (const result of [review(dataset, asked), prepare(dataset, asked)]) {
      expect(result.ok ? null : result.problem).toMatchObject({ code, severity: 'error', where: expect.any(String) });
      expect(result.ok ? [] : result.problem.fixes?.length).toBeGreaterThan(0);
    }
  });

  it('more classes than codes: a number can be estimated, or another column chosen, but not left out', () => {
    const many = Array.from({ length: 66_000 }, (_, i): Cell[] => [i % 7, i * 0.5]);
    const { dataset, spec } = setUp(['x', 'price'], many);
    const result = prepare(dataset, withTable(spec, { target: 'price', task: 'classification' }));
    const told = result.ok ? null : result.problem;
    expect(told?.code).toBe('data-too-many-categories');
    expect(told?.fixes?.map((f) => f.action)).toEqual(['data.set-target', 'data.choose-target']);
    expect(told?.fixes?.[0]?.params).toEqual({ target: 'price', task: 'regression' });
  });

  it('data that would not fit, naming the column to blame', () => {
    const words = Array.from({ length: 30_000 }, (_, i): Cell[] => [`w${i % 15_000}`, i % 2 === 0 ? 'a' : 'b']);
    const { dataset, spec } = setUp16(['word', 'kind'], words);
    const asked = withTable(spec, {
      columns: [{ name: 'word', type: 'category', encoding: 'one-hot', missing: 'most-frequent' }],
      target: 'kind',
    });
    const result = prepare(dataset, asked);
    expect(result.ok ? null : result.problem).toMatchObject({ code: 'data-too-wide', where: 'column word' });
  });
});

function setUp16(names: readonly string[], rows: readonly (readonly Cell[])[]) {
  const [first, second] = names;
  const texts = [...new Set(rows.map((r) => String(r[0])))];
  const index = new Map(texts.map((t, i) => [t, i + 1]));
  const codes = Uint16Array.from(rows, (r) => index.get(String(r[0])) ?? 0);
  const rest = tableOf(
    [second ?? ''],
    rows.map((r) => [r[1] ?? null]),
  ).columns;
  const dataset = datasetOf({
    rows: rows.length,
    columns: [{ kind: 'category', name: first ?? '', codes, categories: texts }, ...rest],
  });
  return { dataset, spec: proposeSpec(SOURCE, dataset) };
}

describe('notes', () => {
  it('nothing is said about data that is fine', () => {
    const { dataset, spec } = setUp(['a', 'b', 'kind'], even);
    const r = reviewed(dataset, spec);
    expect(r.problems).toEqual([]);
    expect(r.parts).toEqual({ train: 28, validation: 6, test: 6 });
    expect(r.classes).toEqual([
      { name: 'no', train: 14, validation: 3, test: 3 },
      { name: 'yes', train: 14, validation: 3, test: 3 },
    ]);
    expect(r.inputShape).toEqual([2]);
  });

  it('a class with one row; leaving it out settles it', () => {
    const { dataset, spec } = setUp(['a', 'b', 'kind'], [...even, [1, 2, 'rare']]);
    const note = noted(reviewed(dataset, spec), 'class-one-row');
    expect(note?.fixes?.[0]).toMatchObject({ action: 'data.exclude-classes', params: { classes: ['rare'] } });
    const settled = reviewed(dataset, withTable(spec, { excludeClasses: ['rare'] }));
    expect([noted(settled, 'class-one-row'), settled.rows]).toEqual([undefined, 40]);
  });

  it('uneven classes, with weights that balance them', () => {
    const rows = Array.from({ length: 100 }, (_, i): Cell[] => [i / 3, i % 7, i < 76 ? 'low' : 'high']);
    const { dataset, spec } = setUp(['a', 'b', 'kind'], rows);
    const note = noted(reviewed(dataset, spec), 'class-imbalance');
    expect(note?.message).toContain('76 to 24');
    const weights = note?.fixes?.[0]?.params?.class_weight as Record<string, number>;
    const [high, low] = reviewed(dataset, spec).classes ?? [];
    expect(Number(weights['0']) * Number(high?.train)).toBeCloseTo(Number(weights['1']) * Number(low?.train));
    expect(balancedWeights([10, 30])).toEqual({ 0: 2, 1: 2 / 3 });
  });

  it('missing cells; a value of their own settles it', () => {
    const rows = even.map(([a, b, c], i): Cell[] => [a ?? 0, i % 10 === 0 ? null : (b ?? 0), c ?? '']);
    const { dataset, spec } = setUp(['a', 'b', 'kind'], rows);
    expect(noted(reviewed(dataset, spec), 'data-missing-cells')).toMatchObject({
      severity: 'warning',
      where: 'column b',
      received: 'b: 4',
    });
    const own = (spec.table as TableSpec).columns.map((c) => ({ ...c, missing: 'own-value' as const }));
    expect(noted(reviewed(dataset, withTable(spec, { columns: own })), 'data-missing-cells')?.severity).toBe('info');
    const drop = (spec.table as TableSpec).columns.map((c) => ({ ...c, missing: 'drop-row' as const }));
    const dropped = reviewed(dataset, withTable(spec, { columns: drop }));
    expect([dropped.rows, noted(dropped, 'data-dropped-rows')?.severity]).toEqual([36, 'info']);
  });

  it('copies in both train and test; keeping them together settles it', () => {
    const { dataset, spec } = setUp(['a', 'b', 'kind'], [...even, ...even.slice(0, 20)]);
    const random = withSplit(spec, { kind: 'random', validation: 0.25, test: 0.25 });
    expect(noted(reviewed(dataset, random), 'data-copies')).toMatchObject({
      severity: 'warning',
      fixes: [{ action: 'data.set-split' }],
    });
    const together = reviewed(dataset, withSplit(random, { keepCopiesTogether: true }));
    expect(noted(together, 'data-copies')?.severity).toBe('info');
  });

  it('a class the training part never sees', () => {
    const rows = Array.from({ length: 30 }, (_, i): Cell[] => [
      i / 3,
      i % 7,
      i < 25 ? (i % 2 === 0 ? 'a' : 'b') : 'late',
    ]);
    const { dataset, spec } = setUp(['x', 'y', 'kind'], rows);
    const ordered = withSplit(spec, { kind: 'ordered', test: 0.2, validation: 0 });
    expect(noted(reviewed(dataset, ordered), 'class-not-in-training')?.message).toContain('late');
    expect(noted(reviewed(dataset, spec), 'class-not-in-training')).toBeUndefined();
  });
});

describe('a target of numbers', () => {
  it('taken for classes is noted when each would have next to no rows; as a number it is not', () => {
    const rows = Array.from({ length: 60 }, (_, i): Cell[] => [i % 7, (i * 31) % 57, i / 2]);
    const { dataset, spec } = setUp(['a', 'b', 'v'], rows);
    expect(spec.table?.task).toBe('regression');
    const note = noted(reviewed(dataset, withTable(spec, { task: 'classification' })), 'target-many-classes');
    expect(note?.fixes?.[0]).toMatchObject({ action: 'data.set-target', params: { target: 'v', task: 'regression' } });
    expect(noted(reviewed(dataset, spec), 'target-many-classes')).toBeUndefined();
  });

  it('or of words: what predicting each column would mean is part of its summary', () => {
    const { columns } = describeDataset(setUp(['a', 'b', 'kind'], even).dataset);
    expect(columns.map((c) => c.asTarget)).toEqual(['regression', 'regression', 'classification']);
  });
});

describe('proposals', () => {
  const table = async (text: string): Promise<TableSpec> =>
    proposeSpec(SOURCE, await readText(text)).table as TableSpec;
  const lines = (header: string, row: (i: number) => string, n = 60): string =>
    `${header}\n${Array.from({ length: n }, (_, i) => row(i)).join('\n')}\n`;

  it('leaves out identifiers, constants and free text, and encodes the rest by its kind', async () => {
    const { columns, target, task } = await table(
      lines(
        'id,age,city,same,note,gain,income',
        (i) =>
          `${i + 1},${20 + (i % 40)},${'pqr'[i % 3]},1,text number ${i},${i % 9 === 0 ? 10 ** (i / 9) : i % 5},${i % 2 ? 'low' : 'high'}`,
      ),
    );
    const types = Object.fromEntries(columns.map((c) => [c.name, c.type === 'ignore' ? 'ignore' : c.encoding]));
    expect(types).toMatchObject({
      id: 'ignore',
      age: 'standardize',
      city: 'one-hot',
      same: 'ignore',
      note: 'ignore',
      gain: 'log-standardize',
    });
    expect([target, task]).toEqual(['income', 'classification']);
  });

  it.each([
    [
      'a column called target, wherever it is',
      lines('target,a,b', (i) => `${i % 2},${i / 7},${i / 3}`),
      'target',
      'classification',
    ],
    ['else the last one', lines('a,b,c', (i) => `${i / 7},${i % 4},${i * 1.37}`), 'c', 'regression'],
    ['few whole numbers are classes', lines('a,stars', (i) => `${i / 7},${i % 5}`), 'stars', 'classification'],
    ['words are classes', lines('a,kind', (i) => `${i / 7},${'xyz'[i % 3]}`), 'kind', 'classification'],
  ])('predicts %s', async (_, text, target, task) => {
    expect(await table(text)).toMatchObject({ target, task });
  });
});

describe('samples', () => {
  it('shows rows of a part and a class in the words of the file', async () => {
    const library = new Library({ fetchAsset });
    const source: DataSource = { kind: 'builtin', name: 'iris' };
    const iris = await library.get(source);
    const spec = proposeSpec(source, iris);
    const sample = sampleRows(iris, spec, { count: 4, part: 'test', className: 'virginica' });
    if (sample.kind !== 'table') throw new Error('not a table');
    expect(sample.rows.map((r) => [r.part, r.cells[4]])).toEqual(
      Array.from({ length: 4 }, () => ['test', 'virginica']),
    );
    const first = sampleRows(iris, spec, { count: 1 });
    expect(first.kind === 'table' && first.rows[0]).toMatchObject({ source: 0, cells: [5.1, 3.5, 1.4, 0.2, 'setosa'] });
  });

  it('parts and classes together hold every used row once', () => {
    const { dataset, spec } = setUp(['a', 'b', 'kind'], [...even, [1, 1, null]]);
    const place = placementOf(dataset, spec);
    const seen = ['train', 'validation', 'test'].flatMap((part) =>
      ['yes', 'no'].flatMap((className) =>
        pickRows(place, { count: 99, part: part as 'train', className }).rows.map((r) => r.source),
      ),
    );
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(pickRows(place, { count: 99, offset: 40 }).rows).toEqual([{ prepared: null, source: 40, part: null }]);
  });
});

describe('dates', () => {
  const day = (i: number): string =>
    `2024-${String(1 + Math.floor(i / 28)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')} 06:00`;
  const rows = (date: (i: number) => string): Cell[][] =>
    Array.from({ length: 80 }, (_, i) => [date(i), (i * 7) % 13, i % 2 === 0 ? 'yes' : 'no']);

  it('in rows that follow in time are a reason to split in order, and the fix settles it', () => {
    const { dataset, spec } = setUp(['when', 'x', 'answer'], rows(day));
    const note = noted(reviewed(dataset, spec), 'column-dates');
    expect(note?.severity).toBe('warning');
    expect(note?.fixes?.[0]?.params).toEqual({ kind: 'ordered' });
    const after = noted(reviewed(dataset, withSplit(spec, { kind: 'ordered' })), 'column-dates');
    expect(after?.severity).toBe('info');
    expect(noted(reviewed(dataset, spec), 'column-text-unused')).toBeUndefined();
  });

  it('in any order are told and no more, and other texts are no dates', () => {
    const mixed = setUp(
      ['when', 'x', 'answer'],
      rows((i) => day((i * 37) % 80)),
    );
    expect(noted(reviewed(mixed.dataset, mixed.spec), 'column-dates')?.severity).toBe('info');
    const ids = setUp(
      ['when', 'x', 'answer'],
      rows((i) => `K-${i}-24`),
    );
    expect(noted(reviewed(ids.dataset, ids.spec), 'column-dates')).toBeUndefined();
  });
});
