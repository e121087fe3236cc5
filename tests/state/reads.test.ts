/** Laws of what inputs read: one undoable step, the Input's shape follows, and nothing is told that the data lacks. */
import { afterEach, describe, expect, it } from 'vitest';
import { feedModel } from '../../src/engine/feeds';
import { Sketch } from '../../src/graph/sketch';
import { graphFault, layerOf, nodeOf } from '../../src/graph/topology';
import type { Studio } from '../../src/state';
import { columnNames, readingOf, setReads, setSource } from '../../src/state/reads';
import { beginWith } from '../../src/state/templates';
import { type Kind, kinds, prepared, studioOn } from './facts';
import { closeWorkers } from './support';

afterEach(closeWorkers);

const kind = (name: string): Kind => {
  const found = kinds.find((k) => k.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
const documentOf = (s: Studio) => s.document.getState().document;
const shapes = (s: Studio) =>
  documentOf(s).model.inputs.map(
    (id) => layerOf(documentOf(s).model, nodeOf(documentOf(s).model, id).layer).config.shape,
  );
const reading = (s: Studio, input: number) => {
  const { facts } = s.data.store.getState();
  if (!facts) throw new Error('There is no data.');
  return readingOf(documentOf(s), facts, input);
};
const codes = (s: Studio) => s.problems().map((p) => p.code);

/** Two inputs of these widths that meet in an answer. */
function twoInputs(s: Studio, left: number, right: number): void {
  const sketch = new Sketch();
  const joined = sketch.call('Concatenate', {}, sketch.input([left]), sketch.input([right]));
  s.edit.setModel(sketch.model(sketch.call('Dense', { units: 1 }, joined)), 'Two inputs');
}

describe('columns the data does not have', () => {
  it('are a problem before anything runs, and the fix reads what is there', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    beginWith(studio, 'two-tower');
    for (const columns of [
      [8, 13],
      [40, 45],
      [5, 5],
    ] as const) {
      studio.edit.setFit({ x: [[0, 5], columns] });
      const found = studio.problems();
      expect(found).toMatchObject([{ code: 'feed-columns', severity: 'error' }]);
      const fed = () =>
        feedModel(prepared(kind('a table of numbers')), documentOf(studio).model, documentOf(studio).fit);
      expect(fed).toThrow('The data has 10 columns');
      const [fix] = found[0]?.fixes ?? [];
      if (!fix) throw new Error('no fix');
      studio.edit.seal();
      studio.applyFix(fix);
      await expect.poll(() => codes(studio)).toEqual([]);
      expect(fed().inputs.map((i) => i.shape)).toEqual([[5], [10]]);
      studio.edit.undo();
    }
  });
});

describe('choosing columns', () => {
  it('is one step: the shape follows, what is fed agrees, and undo takes both back', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    beginWith(studio, 'two-tower');
    const before = documentOf(studio);
    setReads(studio, 1, [2, 9]);
    expect(documentOf(studio).fit.x).toEqual([
      [0, 5],
      [2, 9],
    ]);
    expect(shapes(studio)).toEqual([[5], [7]]);
    expect(studio.problems()).toEqual([]);
    const { model, fit } = documentOf(studio);
    const fed = feedModel(prepared(kind('a table of numbers')), model, fit);
    expect(fed.inputs.map((i) => i.shape)).toEqual(shapes(studio));
    expect(reading(studio, 0).unread).toEqual([9]);
    studio.edit.undo();
    expect(documentOf(studio)).toBe(before);
    setReads(studio, 1, [5, 10]);
    expect(documentOf(studio)).toBe(before);
  });

  it('of everything leaves no trace in the document once no input is limited', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    beginWith(studio, 'two-tower');
    setReads(studio, 0, [0, 10]);
    expect(documentOf(studio).fit.x).toEqual([null, [5, 10]]);
    setReads(studio, 1, null);
    expect(documentOf(studio).fit).not.toHaveProperty('x');
    expect(shapes(studio)).toEqual([[10], [10]]);
    expect(studio.problems()).toEqual([]);
  });

  it('refuses columns the data lacks', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    beginWith(studio, 'two-tower');
    const before = documentOf(studio);
    for (const wrong of [
      [-1, 2],
      [3, 3],
      [8, 11],
    ] as const) {
      expect(() => setReads(studio, 0, wrong)).toThrow(RangeError);
    }
    expect(documentOf(studio)).toBe(before);
  });

  it('has a way on for inputs that were given nothing, one after the other', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    twoInputs(studio, 4, 6);
    expect(codes(studio).filter((c) => c === 'input-shape')).toHaveLength(2);
    for (const input of [0, 1]) setReads(studio, input, reading(studio, input).suited);
    expect(documentOf(studio).fit.x).toEqual([
      [0, 4],
      [4, 10],
    ]);
    expect(shapes(studio)).toEqual([[4], [6]]);
    expect(codes(studio)).not.toContain('input-shape');
    expect(reading(studio, 0)).toMatchObject({ unread: [], suited: null });
  });

  it('knows of columns that went away with the data, and offers as many of those there are', async () => {
    const studio = await studioOn(kind('a table of numbers'));
    beginWith(studio, 'two-tower');
    studio.edit.setFit({
      x: [
        [0, 5],
        [8, 13],
      ],
    });
    expect(reading(studio, 1)).toMatchObject({ there: false, suited: [5, 10] });
  });
});

describe('choosing an input of the data', () => {
  it('changes places with the input that read it, and both take the shape of what they read', async () => {
    const studio = await studioOn(kind('texts beside numbers'));
    const sketch = new Sketch();
    const words = sketch.input([1], 'string');
    const numbers = sketch.input([7]);
    const vectors = sketch.call('TextVectorization', { output_mode: 'multi_hot', max_tokens: 9 }, words);
    const joined = sketch.call('Concatenate', {}, vectors, numbers);
    studio.edit.setModel(sketch.model(sketch.call('Dense', { units: 3 }, joined)), 'Wrong way round');
    const before = documentOf(studio);
    expect(codes(studio).filter((c) => c === 'input-shape')).toHaveLength(2);
    setSource(studio, 0, 1);
    expect(documentOf(studio).model.inputs).toEqual([numbers.node, words.node]);
    expect(graphFault(documentOf(studio).model)).toBeNull();
    expect(shapes(studio)).toEqual([[3], [1]]);
    expect(codes(studio)).not.toContain('input-shape');
    expect(reading(studio, 1)).toMatchObject({ source: 1, names: [], there: true });
    studio.edit.undo();
    expect(documentOf(studio)).toBe(before);
  });
});

describe('names of columns', () => {
  const facts = {
    inputs: [
      { name: 'input', shape: [6], dtype: 'float32' },
      { name: 'review', shape: [1], dtype: 'string' },
    ],
    features: [
      { column: 'age', offset: 0, size: 2, encoding: 'standardize', indicator: true },
      { column: 'city', offset: 2, size: 2, encoding: 'one-hot', categories: ['Bern', 'Oslo'] },
      { column: 'income', offset: 4, size: 1, encoding: 'none' },
    ],
  } as const;

  it('tell categories and missing cells apart, and number what has no name', () => {
    const names = ['age', 'age is missing', 'city: Bern', 'city: Oslo', 'income', 'column 6'];
    expect(columnNames(facts, 0)).toEqual(names);
    expect(columnNames(facts, 1)).toEqual([]);
  });
});
