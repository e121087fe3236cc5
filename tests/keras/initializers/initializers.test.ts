/** Laws of starting values: draws depend on the key alone, have the promised spread, and orthogonal matrices are orthogonal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomKey } from '../../../src/base/random';
import { sizeOf } from '../../../src/base/shape';
import { allOf, type ObjectValue, resolve } from '../../../src/keras';
import { fans } from '../../../src/keras/initializers/draws';

function draw(value: ObjectValue, shape: readonly number[], key: RandomKey): Float32Array {
  const { definition, config } = resolve('initializer', value);
  return definition.call(config, shape, key);
}

const variance = (x: Float32Array): number => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
};

describe('every initializer', () => {
  it.each(allOf('initializer').map((d) => [d.name, d] as const))('%s draws by key alone', (name, d) => {
    const shape = name === 'STFT' ? [4, 1, 5] : [4, 5];
    const [a, b, other] = (
      [
        [1, 0],
        [1, 0],
        [2, 0],
      ] as const
    ).map((key) => draw(name, shape, key));
    expect(a).toEqual(b);
    expect(a).toHaveLength(sizeOf(shape));
    expect(a?.every(Number.isFinite)).toBe(true);
    // Those that say they draw nothing give the same for every key, the others do not.
    expect(a?.every((v, i) => v === other?.[i])).toBe(!d.random);
  });
});

describe('variance scaling', () => {
  it.each([
    ['GlorotUniform', (i: number, o: number) => 2 / (i + o)],
    ['GlorotNormal', (i: number, o: number) => 2 / (i + o)],
    ['HeUniform', (i: number) => 2 / i],
    ['HeNormal', (i: number) => 2 / i],
    ['LecunUniform', (i: number) => 1 / i],
    ['LecunNormal', (i: number) => 1 / i],
  ] as const)('%s has the promised variance', (name, expected) => {
    const [rows, columns] = [300, 200];
    // 60,000 draws: the sample variance is within about 2 % of the true one.
    expect(variance(draw(name, [rows, columns], [9, 0])) / expected(rows, columns)).toBeCloseTo(1, 1);
  });

  it('counts a convolution window in both fans', () => {
    expect(fans([3, 3, 4, 8])).toEqual([36, 72]);
    expect(fans([7])).toEqual([7, 7]);
    expect(fans([])).toEqual([1, 1]);
    expect(fans([2, 3, 5], [0, -1], [1])).toEqual([10, 3]);
  });

  it('cuts a truncated draw at two standard deviations', () => {
    const x = draw({ className: 'TruncatedNormal', config: { mean: 1, stddev: 0.5 } }, [5000], [3, 0]);
    expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...x)).toBeLessThanOrEqual(2);
  });
});

describe('Orthogonal', () => {
  it('has orthonormal rows or columns, times the gain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(1000),
        (rows, columns, seed) => {
          const q = draw({ className: 'Orthogonal', config: { gain: 1.5 } }, [rows, columns], [seed, 0]);
          const short = Math.min(rows, columns);
          const at = (v: number, i: number): number =>
            (rows < columns ? q[v * columns + i] : q[i * columns + v]) as number;
          for (let a = 0; a < short; a++) {
            for (let b = 0; b < short; b++) {
              let dot = 0;
              for (let i = 0; i < Math.max(rows, columns); i++) dot += at(a, i) * at(b, i);
              expect(dot).toBeCloseTo(a === b ? 2.25 : 0, 5);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(['Orthogonal', 'Identity'])('%s says which shapes it fills', (name) => {
    const { definition, config } = resolve('initializer', name);
    expect(definition.check?.(config, [3])).toMatchObject({ code: 'initializer-shape', received: '(3,)' });
    expect(definition.check?.(config, [3, 4])).toBeNull();
  });
});
