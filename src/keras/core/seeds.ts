/**
 * Where default seeds come from. Keras draws one with Python's `random.randint(1, 10**9)` for every object made without
 * a seed; after `keras.utils.set_random_seed(s)` that sequence is fixed, so the same sequence here gives the same
 * weights. Source: keras/src/random/seed_generator.py and CPython's Lib/random.py.
 */
import { MersenneTwister } from '../../base/mersenne-twister';

export interface SeedSource {
  next(): number;
}

const LIMIT = 1_000_000_000;

/** The seeds Keras draws after `set_random_seed(seed)`: whole numbers from 1 to 10^9. */
export function kerasSeeds(seed: number): SeedSource {
  const mt = MersenneTwister.python(seed);
  return {
    next: () => {
      // Python's randbelow: 30 random bits until one is below the limit.
      for (;;) {
        const r = mt.word() >>> 2;
        if (r < LIMIT) return r + 1;
      }
    },
  };
}
