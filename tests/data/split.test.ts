/** Laws of splits: the parts are a permutation of the rows, whatever the kind; each kind keeps its promise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parts, split } from '../../src/data/split';
import type { SplitSpec } from '../../src/graph/data-spec';

const input = fc
  .record({
    labels: fc.array(fc.nat(3), { minLength: 1, maxLength: 120 }),
    copies: fc.array(fc.nat(30), { minLength: 120, maxLength: 120 }),
    kind: fc.constantFrom('random', 'stratified', 'ordered' as const),
    validation: fc.double({ min: 0, max: 0.45, noNaN: true }),
    test: fc.double({ min: 0, max: 0.45, noNaN: true }),
    seed: fc.nat(),
    keepCopiesTogether: fc.boolean(),
  })
  .map(({ labels, copies, ...spec }) => ({ labels, groups: copies.slice(0, labels.length), spec: spec as SplitSpec }));

function parts(rows: number, spec: SplitSpec, strata?: readonly number[], groups?: readonly number[]): Parts {
  const result = split({ rows, ...(strata && { strata }), ...(groups && { groups }) }, spec);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

const count = (rows: Int32Array, labels: readonly number[], label: number): number =>
  [...rows].filter((r) => labels[r] === label).length;

describe('split', () => {
  it('is a permutation of the rows, and the same for the same seed', () => {
    fc.assert(
      fc.property(input, ({ labels, groups, spec }) => {
        // Copies share their label, as rows equal in every column do.
        const strata = groups.map((g) => labels[groups.indexOf(g)] as number);
        const p = parts(labels.length, spec, strata, groups);
        expect([...p.train, ...p.validation, ...p.test].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
        expect(parts(labels.length, spec, strata, groups)).toEqual(p);
      }),
    );
  });

  it('gives each part its fraction, rounded, and always leaves a row to train on', () => {
    fc.assert(
      fc.property(input, ({ labels, spec }) => {
        const n = labels.length;
        const p = parts(n, { ...spec, keepCopiesTogether: false }, labels);
        expect(p.train.length).toBeGreaterThan(0);
        expect(p.test.length).toBe(Math.min(Math.round(n * spec.test), n - 1));
        expect(p.validation.length).toBe(Math.min(Math.round(n * spec.validation), n - 1 - p.test.length));
      }),
    );
  });

  it('stratified: each class has its share of each part to within a row', () => {
    fc.assert(
      fc.property(input, ({ labels, spec }) => {
        const n = labels.length;
        const p = parts(n, { ...spec, kind: 'stratified', keepCopiesTogether: false }, labels);
        for (const label of new Set(labels)) {
          const own = labels.filter((l) => l === label).length;
          expect(Math.abs(count(p.test, labels, label) - (own * p.test.length) / n)).toBeLessThan(1);
          expect(Math.abs(count(p.validation, labels, label) - (own * p.validation.length) / n)).toBeLessThan(1.001);
        }
      }),
    );
  });

  it('copies never part when kept together', () => {
    fc.assert(
      fc.property(input, ({ labels, groups, spec }) => {
        const strata = groups.map((g) => labels[groups.indexOf(g)] as number);
        const p = parts(labels.length, { ...spec, keepCopiesTogether: true }, strata, groups);
        const partOf = new Map<number, string>();
        for (const [name, rows] of Object.entries(p) as [string, Int32Array][]) {
          for (const row of rows) {
            const group = groups[row] as number;
            expect(partOf.get(group) ?? name).toBe(name);
            partOf.set(group, name);
          }
        }
      }),
    );
  });

  it('ordered: validation then test are the last rows, all in order', () => {
    const p = parts(10, { kind: 'ordered', validation: 0.2, test: 0.3, seed: 1, keepCopiesTogether: false });
    expect([[...p.train], [...p.validation], [...p.test]]).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6],
      [7, 8, 9],
    ]);
  });

  it('another seed gives another split', () => {
    const spec: SplitSpec = { kind: 'random', validation: 0.2, test: 0.2, seed: 1, keepCopiesTogether: false };
    expect(parts(50, { ...spec, seed: 2 })).not.toEqual(parts(50, spec));
  });

  it.each([
    [0.5, 0.5],
    [-0.1, 0.2],
    [Number.NaN, 0.1],
  ])('refuses fractions %d and %d with a way on', (validation, test) => {
    const result = split({ rows: 10 }, { kind: 'random', validation, test, seed: 0, keepCopiesTogether: false });
    expect(result.ok ? null : result.problem).toMatchObject({
      code: 'split-fractions',
      fixes: [{ action: 'data.set-split' }],
    });
  });
});
