/** Laws of the batch losses kept for drawing: bounded, and no extreme is ever lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossSeries } from '../../src/state';

const batches = fc.array(fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { maxLength: 700 }), {
  maxLength: 30,
});

function fill(parts: readonly (readonly number[])[]): { series: LossSeries; all: number[] } {
  const series = new LossSeries();
  const all: number[] = [];
  for (const part of parts) {
    series.append(all.length, Float32Array.from(part));
    all.push(...part.map(Math.fround));
  }
  return { series, all };
}

describe('batch losses', () => {
  it('keep count, extremes and order however many there are', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const { series, all } = fill(parts);
        const points = series.points();
        expect(series.steps).toBe(all.length);
        expect(points.length).toBeLessThanOrEqual(4096);
        if (all.length === 0) return;
        expect(Math.min(...points.map((p) => p.min))).toBe(Math.min(...all));
        expect(Math.max(...points.map((p) => p.max))).toBe(Math.max(...all));
        expect(points.every((p, i) => i === 0 || p.step > (points[i - 1]?.step ?? 0))).toBe(true);
        expect(points.every((p) => p.min <= p.mean + 1e-3 && p.mean <= p.max + 1e-3)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('are exact while they are few', () => {
    const { series } = fill([[3, 1, 2]]);
    expect(series.points()).toEqual([
      { step: 1, min: 3, max: 3, mean: 3 },
      { step: 2, min: 1, max: 1, mean: 1 },
      { step: 3, min: 2, max: 2, mean: 2 },
    ]);
  });

  it('stay bounded over a million batches, spike included', () => {
    const series = new LossSeries();
    const chunk = new Float32Array(10_000).fill(1);
    for (let i = 0; i < 100; i++) {
      if (i === 37) chunk[123] = 99;
      series.append(i * 10_000, chunk);
      chunk.fill(1);
    }
    expect(series.steps).toBe(1_000_000);
    expect(series.points().length).toBeLessThanOrEqual(4096);
    expect(Math.max(...series.points().map((p) => p.max))).toBe(99);
  });

  it('read back as they were saved', () => {
    fc.assert(
      fc.property(batches, (parts) => {
        const { series } = fill(parts);
        const copy = LossSeries.from(structuredClone(series.save()));
        expect(copy.steps).toBe(series.steps);
        const [a, b] = [series.points(), copy.points()];
        expect(b.map(({ step, min, max }) => [step, min, max])).toEqual(
          a.map(({ step, min, max }) => [step, min, max]),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('go back to a checkpoint and on from there without a trace of what was cut off', () => {
    const { series } = fill([[5, 4, 3, 2, 1]]);
    series.truncate(2);
    series.append(2, Float32Array.of(30, 20));
    expect(series.points().map((p) => p.mean)).toEqual([5, 4, 30, 20]);
  });

  it('take a batch that comes twice once', () => {
    const { series } = fill([[5, 4]]);
    series.append(1, Float32Array.of(4, 3));
    expect(series.points().map((p) => p.mean)).toEqual([5, 4, 3]);
  });
});
