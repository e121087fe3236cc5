/** Integers, permutations, gamma and beta are those of jax.random (0.10.2), and lie where they should for any key. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomKey } from '../../src/base/random';
import { randomBeta, randomGamma, randomIntegers, shuffledIndices } from '../../src/base/random-draws';

const KEY: RandomKey = [0, 42];
const word = fc.nat(2 ** 32 - 1);
const key = fc.tuple(word, word);

const near = (values: ArrayLike<number>, want: readonly number[]): void => {
  expect(values.length).toBe(want.length);
  want.forEach((w, i) => {
    expect(Math.abs((values[i] as number) - w)).toBeLessThan(2e-6 * Math.max(1, Math.abs(w)));
  });
};

describe('draws of jax.random', () => {
  it('draws its integers', () => {
    expect([...randomIntegers(KEY, 8, 0, 11)]).toEqual([1, 1, 9, 8, 4, 6, 8, 7]);
    expect([...randomIntegers(KEY, 8, -5, 1000)]).toEqual([184, 514, 736, 539, 804, 979, 102, 652]);
  });

  it('shuffles in one round and in two', () => {
    expect([...shuffledIndices(KEY, 9)]).toEqual([7, 4, 2, 5, 3, 6, 8, 0, 1]);
    expect([...shuffledIndices([3, 4], 2000)].slice(0, 5)).toEqual([680, 1185, 805, 1373, 35]);
  });

  it('draws its gamma and beta numbers', () => {
    near(randomGamma(KEY, 6, 1).subarray(0, 4), [2.1453302, 0.33158407, 2.007246, 0.36023936]);
    near(randomGamma(KEY, 6, 0.3).subarray(0, 4), [0.43624744, 0.32009867, 1.0384699, 4.3245945e-3]);
    near(randomBeta(KEY, 6, 0.2).subarray(0, 4), [0.9822802, 0.99999964, 0.8277455, 0.008443504]);
    near(randomBeta(KEY, 6, 3).subarray(0, 4), [0.5417677, 0.52594477, 0.7201369, 0.7654634]);
  });

  it('keeps to its ranges, whatever the key', () => {
    fc.assert(
      fc.property(
        key,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        (k, n, alpha) => {
          expect([...shuffledIndices(k, n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
          for (const v of randomIntegers(k, n, -3, n)) expect(v >= -3 && v < n).toBe(true);
          for (const v of randomBeta(k, 3, alpha)) expect(v >= 0 && v <= 1).toBe(true);
          for (const v of randomGamma(k, 3, alpha)) expect(v >= 0 && Number.isFinite(v)).toBe(true);
        },
      ),
    );
  });
});
