/** Measured means and variances bring the data they were measured on to mean 0 and variance 1. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptNormalization } from '../../../src/keras/layers/preprocessing/adapt';

const TOLERANCE = 1e-3;

function values(n: number, seed: number): number[] {
  return Array.from({ length: n }, (_, i) => 5 + 3 * Math.sin(seed + i * 1.7) + (i % 3));
}

describe('adaptNormalization', () => {
  it('measures each index of the kept axes on its own', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(-1, 1, [1, 2], null),
        fc.integer({ min: 0, max: 100 }),
        (shape, axis, seed) => {
          const [n, a, b] = shape;
          const x = values(n * a * b, seed);
          const kept = axis === null ? [] : [axis].flat().map((k) => (k < 0 ? k + 3 : k));
          const { mean, variance } = adaptNormalization(axis, x, shape);
          const groups = new Map<number, number[]>();
          x.forEach((v, i) => {
            const index = [Math.floor(i / (a * b)), Math.floor(i / b) % a, i % b];
            const g = kept.reduce((flat, k) => flat * (shape[k] as number) + (index[k] as number), 0);
            const deviation = Math.sqrt(variance[g] as number);
            groups.set(g, [...(groups.get(g) ?? []), deviation === 0 ? 0 : (v - (mean[g] as number)) / deviation]);
          });
          expect(groups.size).toBe(mean.length);
          for (const [g, row] of groups) {
            const average = row.reduce((s, v) => s + v, 0) / row.length;
            const spread = row.reduce((s, v) => s + v * v, 0) / row.length;
            expect(Math.abs(average)).toBeLessThan(TOLERANCE);
            if ((variance[g] as number) > TOLERANCE) expect(Math.abs(spread - 1)).toBeLessThan(TOLERANCE);
          }
        },
      ),
    );
  });
});
