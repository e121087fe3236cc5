/** Laws of the encoders: fitted on the training part alone, the same for a form as for the table, and scikit-learn's numbers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, Column } from '../../src/data/columns';
import {
  decodeTarget,
  encodeColumn,
  encodeRow,
  fitFeature,
  MISSING_CATEGORY,
  type TypedColumn,
  typedColumn,
  widthOf,
} from '../../src/data/encoders';
import type { FeatureInfo } from '../../src/data/prepared';
import type { ColumnSpec, MissingPolicy, NumberEncoding } from '../../src/graph/data-spec';
import { tableOf } from './support';

interface Fixture {
  readonly train: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly encoded: readonly (readonly number[])[];
}

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/scikit-learn.json'), 'utf8')) as Fixture;

const upTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

function encodeAll(columns: readonly Column[], specs: readonly ColumnSpec[], train: Int32Array, rows: number) {
  const features: FeatureInfo[] = [];
  const typed = columns.map((c, i) => typedColumn(c, specs[i] as ColumnSpec));
  for (const [i, c] of typed.entries()) features.push(fitFeature(c, specs[i] as ColumnSpec, train, widthOf(features)));
  const width = widthOf(features);
  const out = new Float32Array(rows * width);
  for (const [i, f] of features.entries()) encodeColumn(f, typed[i] as TypedColumn, upTo(rows), out, width);
  return { features, width, out };
}

const spec = (name: string, encoding: ColumnSpec['encoding'], missing: MissingPolicy): ColumnSpec => ({
  name,
  type: encoding === 'one-hot' || encoding === 'integer' ? 'category' : 'number',
  encoding,
  missing,
});

describe('against scikit-learn', () => {
  it('imputes, scales and one-hot encodes to the same numbers', () => {
    const table = tableOf(fixture.columns, fixture.rows);
    const specs = [
      spec('a', 'standardize', 'mean'),
      spec('b', 'minmax', 'median'),
      spec('c', 'log-standardize', 'mean'),
      spec('d', 'standardize', 'most-frequent'),
      spec('w', 'one-hot', 'most-frequent'),
    ];
    const { out, width } = encodeAll(table.columns, specs, upTo(fixture.train), table.rows);
    expect(width).toBe(fixture.encoded[0]?.length);
    fixture.encoded.flat().forEach((v, i) => {
      expect(out[i]).toBeCloseTo(v, 5);
    });
  });
});

const numberCell = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null });
const wordCell = fc.option(fc.constantFrom('a', 'b', 'c', '10', '9'), { nil: null });
const encodings: readonly NumberEncoding[] = ['standardize', 'minmax', 'log-standardize', 'none'];
const numberPolicies: readonly MissingPolicy[] = ['mean', 'median', 'zero', 'own-value', 'most-frequent'];
const wordPolicies: readonly MissingPolicy[] = ['own-value', 'most-frequent', 'zero'];

const problemSet = fc.record({
  rows: fc.array(fc.tuple(numberCell, wordCell, wordCell), { minLength: 2, maxLength: 20 }),
  trainShare: fc.double({ min: 0.1, max: 1, noNaN: true }),
  encoding: fc.constantFrom(...encodings),
  numberPolicy: fc.constantFrom(...numberPolicies),
  wordPolicy: fc.constantFrom(...wordPolicies),
});

describe('laws', () => {
  const run = (
    rows: readonly (readonly Cell[])[],
    train: number,
    p: { encoding: NumberEncoding; numberPolicy: MissingPolicy; wordPolicy: MissingPolicy },
  ) => {
    const { columns } = tableOf(['n', 'hot', 'int'], rows);
    const specs = [
      spec('n', p.encoding, p.numberPolicy),
      spec('hot', 'one-hot', p.wordPolicy),
      spec('int', 'integer', p.wordPolicy),
    ];
    return encodeAll(columns, specs, upTo(train), rows.length);
  };

  it('other rows than the training ones have no say in the features', () => {
    fc.assert(
      fc.property(
        problemSet,
        fc.array(fc.tuple(numberCell, wordCell, wordCell), { minLength: 1, maxLength: 5 }),
        (p, others) => {
          const train = Math.max(1, Math.floor(p.rows.length * p.trainShare));
          const before = run(p.rows, train, p).features;
          const after = run([...p.rows.slice(0, train), ...others], train, p).features;
          expect(after).toEqual(before);
        },
      ),
    );
  });

  it('a row typed into a form is encoded as the row of the table', () => {
    fc.assert(
      fc.property(problemSet, (p) => {
        const train = Math.max(1, Math.floor(p.rows.length * p.trainShare));
        const { features, width, out } = run(p.rows, train, p);
        p.rows.forEach(([n, hot, int], i) => {
          const vector = encodeRow(features, { n: n ?? null, hot: hot ?? null, int: int ?? null });
          // Adding zero makes a negative zero a plain one: the two are the same input.
          expect(vector.map((v) => v + 0)).toEqual(out.slice(i * width, (i + 1) * width).map((v) => v + 0));
        });
      }),
    );
  });

  it('every number is finite, one-hot sums to one, or to zero for the unseen; integers stay within their categories', () => {
    fc.assert(
      fc.property(problemSet, (p) => {
        const train = Math.max(1, Math.floor(p.rows.length * p.trainShare));
        const { features, width, out } = run(p.rows, train, p);
        expect(out.every((v) => Number.isFinite(v))).toBe(true);
        const [, hot, int] = features as [FeatureInfo, FeatureInfo, FeatureInfo];
        p.rows.forEach(([, word], i) => {
          const vector = [...out.subarray(i * width, (i + 1) * width)];
          const sum = vector.slice(hot.offset, hot.offset + hot.size).reduce((a, b) => a + b, 0);
          const known = hot.categories?.includes(word ?? String(hot.fill)) && (word !== null || hot.fill !== undefined);
          expect(sum).toBe(known ? 1 : 0);
          expect(vector[int.offset]).toBeGreaterThanOrEqual(0);
          expect(vector[int.offset]).toBeLessThanOrEqual(int.categories?.length ?? 0);
        });
      }),
    );
  });

  it('standardised training rows have mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 50 }),
        (values) => {
          fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
          const { columns } = tableOf(
            ['n'],
            values.map((v) => [v]),
          );
          const { out } = encodeAll(columns, [spec('n', 'standardize', 'mean')], upTo(values.length), values.length);
          const mean = out.reduce((a, b) => a + b, 0) / out.length;
          const variance = out.reduce((a, b) => a + (b - mean) ** 2, 0) / out.length;
          expect(mean).toBeCloseTo(0, 4);
          expect(variance).toBeCloseTo(1, 4);
        },
      ),
    );
  });
});

describe('missing and unseen', () => {
  it('gives missing cells a place of their own when asked', () => {
    const { columns } = tableOf(
      ['n', 'w'],
      [
        [1, 'a'],
        [null, null],
        [3, 'b'],
      ],
    );
    const { features, out } = encodeAll(
      columns,
      [spec('n', 'none', 'own-value'), spec('w', 'one-hot', 'own-value')],
      upTo(3),
      3,
    );
    expect(features[1]?.categories).toEqual(['a', 'b', MISSING_CATEGORY]);
    expect([...out.subarray(5, 10)]).toEqual([2, 1, 0, 0, 1]);
  });

  it('orders categories by number where they are numbers, and reserves 0 for the unseen', () => {
    const { columns } = tableOf(['w'], [['10'], ['9'], ['9'], ['11']]);
    const { features } = encodeAll(columns, [spec('w', 'integer', 'most-frequent')], upTo(3), 4);
    expect(features[0]?.categories).toEqual(['9', '10']);
    expect([
      ...encodeRow(features, { w: '10' }),
      ...encodeRow(features, { w: 'new' }),
      ...encodeRow(features, {}),
    ]).toEqual([2, 0, 1]);
  });

  it('reads predictions back in the words and units of the user', () => {
    expect(decodeTarget({ column: 'y', task: 'multiclass', classes: ['x', 'y', 'z'] }, 2)).toBe('z');
    expect(decodeTarget({ column: 'y', task: 'regression', shift: 10, scale: 4 }, 0.5)).toBe(12);
  });
});
