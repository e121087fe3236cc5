/** Laws of columns of text: found by what they hold, told with a reason, given to the model word for word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../src/base/words';
import type { Cell } from '../../src/data/columns';
import { makeSentences } from '../../src/data/generated/sentences';
import { prepare } from '../../src/data/prepare';
import type { PreparedData } from '../../src/data/prepared';
import { proposeSpec } from '../../src/data/propose';
import { review } from '../../src/data/review';
import { packData, unpackData } from '../../src/data/store/serialize';
import { MAX_LETTERS, textInput } from '../../src/data/text';
import { readTextFiles } from '../../src/data/text-files';
import type { ColumnSpec, DataSource, DataSpec } from '../../src/graph/data-spec';
import { datasetOf, problemFrom, readText, rowsOfTable, tableOf } from './support';

const SOURCE: DataSource = { kind: 'table', datasetId: 'test', fileName: 'test.csv' };

const prepared = (dataset: ReturnType<typeof datasetOf>, spec: DataSpec): PreparedData => {
  const result = prepare(dataset, spec);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

/** A data set with these columns beside an answer, and how its columns are proposed to be used. */
function setUp(names: readonly string[], row: (i: number) => readonly Cell[], rows = 60) {
  const table = tableOf(
    [...names, 'answer'],
    Array.from({ length: rows }, (_, i): Cell[] => [...row(i), i % 2 === 0 ? 'yes' : 'no']),
  );
  const dataset = datasetOf(table);
  const spec = proposeSpec(SOURCE, dataset);
  const types = Object.fromEntries(spec.table?.columns.map((c) => [c.name, c.type]) ?? []);
  const noted = review(dataset, spec);
  return { dataset, spec, types, notes: noted.ok ? noted.value.problems : [noted.problem] };
}

const withColumn = (spec: DataSpec, name: string, patch: Partial<ColumnSpec>): DataSpec => ({
  ...spec,
  ...(spec.table && {
    table: { ...spec.table, columns: spec.table.columns.map((c) => (c.name === name ? { ...c, ...patch } : c)) },
  }),
});

const sentence = (i: number): string => `The ${i}th visit was rather ${i % 3 === 0 ? 'good' : 'bad'}, as I said.`;

describe('a column of words', () => {
  it('is read as text where nearly all cells are sentences of their own, and the review says why', () => {
    const { types, notes, spec } = setUp(['x', 'note'], (i) => [i * 1.5, sentence(i)]);
    expect(types).toMatchObject({ x: 'number', note: 'text' });
    expect(spec.table?.target).toBe('answer');
    const note = notes.find((p) => p.code === 'column-text');
    expect(note?.message).toMatch(/“note” is read as text: 60 different values of 9.* words each/);
    expect(note?.fixes?.[0]?.params).toMatchObject({ column: 'note', type: 'ignore' });
  });

  it('is a category where cells repeat, however long they are', () => {
    expect(setUp(['note'], (i) => [sentence(i % 5)]).types.note).toBe('category');
  });

  it('is left out where it names rows and there is more to learn from; the review offers to read it', () => {
    const { types, notes } = setUp(['x', 'name'], (i) => [i * 1.5, `Person Number${i}`]);
    expect(types.name).toBe('ignore');
    expect(notes.find((p) => p.code === 'column-text-unused')?.fixes?.[0]?.params).toMatchObject({ type: 'text' });
  });

  it('is read as text where there is nothing else', () => {
    expect(setUp(['name'], (i) => [`Person Number${i}`]).types.name).toBe('text');
  });

  it('is never the answer when it is read as text', () => {
    const table = tableOf(
      ['mood', 'review'],
      Array.from({ length: 40 }, (_, i): Cell[] => [i % 2 === 0 ? 'good' : 'bad', sentence(i)]),
    );
    expect(proposeSpec(SOURCE, datasetOf(table)).table?.target).toBe('mood');
  });
});

describe('texts', () => {
  it('come to the model as they are in the file, an input each behind the numbers; a missing one is empty', () => {
    const { dataset, spec } = setUp(['x', 'note', 'more'], (i) => [
      i * 1.5,
      i === 7 ? null : sentence(i),
      sentence(i + 99),
    ]);
    const data = prepared(dataset, spec);
    expect(data.inputKind).toBe('mixed');
    expect(data.inputs.map((a) => [a.name, a.shape, a.words !== undefined])).toEqual([
      ['input', [1], false],
      ['note', [1], true],
      ['more', [1], true],
    ]);
    expect(data.inputs[1]?.words).toEqual(Array.from({ length: 60 }, (_, i) => (i === 7 ? '' : sentence(i))));
    expect(data.features.map((f) => [f.column, f.encoding])).toEqual([
      ['x', 'standardize'],
      ['note', 'text'],
      ['more', 'text'],
    ]);
  });

  it('stand alone where there are no numbers', () => {
    const { dataset, spec } = setUp(['note'], (i) => [sentence(i)]);
    const data = prepared(dataset, spec);
    expect(data.inputKind).toBe('text');
    expect(data.inputs.map((a) => a.name)).toEqual(['note']);
  });

  it('leave with their row where missing cells drop rows', () => {
    const { dataset, spec } = setUp(['note'], (i) => [i % 10 === 0 ? null : sentence(i)]);
    const data = prepared(dataset, withColumn(spec, 'note', { missing: 'drop-row' }));
    expect(data.rows).toBe(54);
    expect(data.inputs[0]?.words).not.toContain('');
  });

  it('are summed up over the training part alone', () => {
    const { dataset, spec } = setUp(['note'], (i) => [`${sentence(i)} ${i === 0 ? 'unheard' : ''}`]);
    const data = prepared(dataset, spec);
    const own = new Set([...data.parts.train].flatMap((row) => wordsIn(data.inputs[0]?.words?.[row] ?? '')));
    expect(data.features[0]?.text).toMatchObject({ vocabulary: own.size, sampled: false });
  });

  it('change the key of what is prepared when they come to be used', () => {
    const { dataset, spec } = setUp(['x', 'note'], (i) => [i * 1.5, sentence(i)]);
    expect(prepared(dataset, spec).key).not.toBe(prepared(dataset, withColumn(spec, 'note', { type: 'ignore' })).key);
  });

  it('of any letters come back from a file, from storage, and into the model, unchanged', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((t) => t.trim() === t && t.length > 2);
    const messy = fc.constantFrom(
      'she said "no", twice',
      'two\nlines, of it',
      'tab\there',
      '😀👩‍👩‍👧 fine; l’été',
      'naïve, "quoted"',
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.oneof(text, messy), { minLength: 12, maxLength: 30 }), async (texts) => {
        const quoted = texts.map((t, i) => `"${t.replaceAll('"', '""')}",${i % 2 === 0 ? 'a' : 'b'}`);
        const read = await readText(`words,mood\n${quoted.join('\n')}\n`, { delimiter: ',', header: true });
        const stored = await unpackData(packData(read));
        if (stored.kind !== 'table') throw new Error('It is no table any more.');
        expect(rowsOfTable(stored.table)).toEqual(rowsOfTable(read.table));
        const spec = withColumn(proposeSpec(SOURCE, read), 'words', { type: 'text', missing: 'own-value' });
        const data = prepared(stored, { ...spec, ...(spec.table && { table: { ...spec.table, target: 'mood' } }) });
        expect(data.inputs.at(-1)?.words).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  });

  it('that would fill the memory are refused with a way on', async () => {
    const long = 'x'.repeat(2 ** 20);
    const column = tableOf(['note'], [[long]]).columns[0];
    if (!column) throw new Error('There is no column.');
    const rows = (n: number): Int32Array => new Int32Array(n);
    const many = MAX_LETTERS / long.length;
    expect(textInput(column, rows(many)).words).toHaveLength(many);
    const told = await problemFrom(Promise.resolve().then(() => textInput(column, rows(many + 1))));
    expect(told).toMatchObject({ code: 'data-text-too-much' });
    expect(told.fixes?.[0]?.params).toEqual({ column: 'note', type: 'ignore' });
  });
});

describe('text files', () => {
  const file = (path: string, content: string | Uint8Array) => ({ path, blob: new Blob([content as BlobPart]) });

  it('in a folder for each class are a table of texts and classes, whatever their encoding', async () => {
    const latin = Uint8Array.from('tr\xe8s bien, d\xe9j\xe0', (c) => c.charCodeAt(0));
    const made = await readTextFiles('mail', [
      file('mail/spam/2.txt', 'Buy now!\nCheap.'),
      file('mail/spam/10.txt', '\ufeffWin, "today" 😀'),
      file('mail/ham/1.txt', latin),
      file('mail/ham/empty.txt', ' \n'),
      file('mail/.DS_Store', 'x'),
      file('mail/readme.pdf', 'x'),
    ]);
    expect(rowsOfTable(made.table)).toEqual([
      ['très bien, déjà', 'ham'],
      ['Buy now!\nCheap.', 'spam'],
      ['Win, "today" 😀', 'spam'],
    ]);
    expect(made.target).toBe('class');
    expect(made.problems.map((p) => p.message)).toEqual([
      'Some files were left out: 1 without text, 1 of another kind.',
    ]);
    const stored = await unpackData(packData(made));
    expect(stored.kind === 'table' && stored.table).toEqual(made.table);
  });

  it('change the key when a letter changes, and are refused in a single folder', async () => {
    const two = (text: string) => readTextFiles('x', [file('x/a/1.txt', text), file('x/b/1.txt', 'other')]);
    expect((await two('one')).key).not.toBe((await two('onf')).key);
    const lone = await problemFrom(readTextFiles('x', [file('x/a/1.txt', 'one'), file('x/a/2.txt', 'two')]));
    expect(lone).toMatchObject({ code: 'texts-one-class' });
  });
});

describe('made-up sentences', () => {
  const cells = (count: number, noise: number, seed: number): Cell[][] =>
    rowsOfTable(makeSentences(count, noise, seed));

  it('are half praise, half complaint, the same for the same seed and others for another', () => {
    const rows = cells(400, 0, 3);
    expect(rows.filter((r) => r[1] === 'good')).toHaveLength(200);
    expect(cells(400, 0, 3)).toEqual(rows);
    expect(cells(400, 0, 4)).not.toEqual(rows);
  });

  it('are sentences, hardly one twice', () => {
    const texts = cells(1200, 0, 1).map((r) => String(r[0]));
    for (const text of texts) expect(text).toMatch(/^[A-Z].{15,160}[.!]$/);
    expect(new Set(texts).size).toBeGreaterThan(1100);
  });

  it('keep their words and change some moods with noise', () => {
    const [plain, noisy] = [cells(1000, 0, 5), cells(1000, 0.4, 5)];
    expect(noisy.map((r) => r[0])).toEqual(plain.map((r) => r[0]));
    const changed = noisy.filter((r, i) => r[1] !== plain[i]?.[1]).length / 1000;
    expect(changed).toBeGreaterThan(0.14);
    expect(changed).toBeLessThan(0.26);
  });
});
