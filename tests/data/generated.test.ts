/** Laws of the generated sets: balanced, bounded, noise-free points where they belong, the same for the same seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePoints, type PointSet } from '../../src/data/generated/points';
import { makeSine, SINE_WINDOW } from '../../src/data/generated/series';
import { drawShape, makeShapes, SHAPE_NAMES } from '../../src/data/generated/shapes';
import { rowsOfTable } from './support';

const sets: readonly PointSet[] = ['spirals', 'moons', 'circles', 'blobs', 'xor'];

describe.each(sets)('%s', (name) => {
  it('has balanced classes, stays near the unit square, and depends on the seed alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 300 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        fc.nat(),
        (points, noise, seed) => {
          const table = makePoints(name, points, noise, seed);
          const rows = rowsOfTable(table);
          const sizes = [...new Set(rows.map((r) => r[2]))].map((c) => rows.filter((r) => r[2] === c).length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          for (const [x, y] of rows) expect(Math.max(Math.abs(Number(x)), Math.abs(Number(y)))).toBeLessThan(2.5);
          expect(makePoints(name, points, noise, seed)).toEqual(table);
          expect(makePoints(name, points, noise, seed + 1)).not.toEqual(table);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('without noise', () => {
  it('circles lie on two rings, and xor follows the signs', () => {
    for (const [x, y, c] of rowsOfTable(makePoints('circles', 200, 0, 1))) {
      expect(Math.hypot(Number(x), Number(y))).toBeCloseTo(c === 'orange' ? 0.9 : 0.45, 5);
    }
    for (const [x, y, c] of rowsOfTable(makePoints('xor', 200, 0, 1))) {
      expect(Number(x) > 0 === Number(y) > 0).toBe(c === 'orange');
    }
  });

  it('the sine repeats itself, and has a value after the last window', () => {
    const values = makeSine(1000, 0, 1);
    expect(values.length).toBe(1000 + SINE_WINDOW);
    const period = 25 * 37;
    for (let t = 0; t + period < values.length; t++) expect(values[t + period]).toBeCloseTo(values[t] as number, 4);
  });
});

describe('shapes', () => {
  it('are balanced, the same for the same seed, and never blank', () => {
    const a = makeShapes(60, 0, 5);
    expect(makeShapes(60, 0, 5)).toEqual(a);
    expect(makeShapes(60, 0, 6)).not.toEqual(a);
    const counts = SHAPE_NAMES.map((_, c) => a.labels.codes.filter((code) => code === c).length);
    expect(new Set(counts)).toEqual(new Set([10]));
    for (let i = 0; i < 60; i++) {
      const ink = a.pixels.data.subarray(i * 784, (i + 1) * 784).reduce((n, v) => n + v, 0);
      expect(ink).toBeGreaterThan(784 * 255 * 0.01);
    }
  });

  it('do not touch the border, cover what geometry says, and have soft edges', () => {
    const area = (shape: number): number => {
      const size = 64;
      const out = new Uint8Array(size * size);
      drawShape(out, shape, size, { x: 32, y: 32, radius: 24, turn: 0.3, grey: 255 });
      for (let i = 0; i < size; i++) expect([out[i], out[i * size], out[size * size - 1 - i]]).toEqual([0, 0, 0]);
      expect(out.some((v) => v > 0 && v < 255)).toBe(true);
      return out.reduce((n, v) => n + v / 255, 0) / 24 ** 2;
    };
    expect(area(SHAPE_NAMES.indexOf('circle'))).toBeCloseTo(Math.PI * 0.81, 1);
    expect(area(SHAPE_NAMES.indexOf('square'))).toBeCloseTo(2, 1);
    expect(area(SHAPE_NAMES.indexOf('triangle'))).toBeCloseTo((3 * Math.sqrt(3)) / 4, 1);
    expect(area(SHAPE_NAMES.indexOf('ring'))).toBeCloseTo(Math.PI * (0.9 ** 2 - 0.5 ** 2), 1);
    expect(area(SHAPE_NAMES.indexOf('star'))).toBeCloseTo(5 * 0.45 * Math.sin(Math.PI / 5), 1);
  });
});
