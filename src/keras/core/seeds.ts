/**
 * Where default seeds come from. Keras draws one with Python's `random.randint(1, 10**9)` for every object made without
 * a seed; after `keras.utils.set_random_seed(s)` that sequence is fixed, so the same sequence here gives the same
 * weights. Source: keras/src/random/seed_generator.py, CPython's Modules/_randommodule.c and Lib/random.py.
 */
export interface SeedSource {
  next(): number;
}

const N = 624;
const M = 397;

/** Mersenne Twister 19937 as CPython seeds it from a non-negative integer below 2^32. */
class MersenneTwister {
  private readonly state = new Uint32Array(N);
  private index = N;

  constructor(seed: number) {
    const mt = this.state;
    mt[0] = 19650218;
    for (let i = 1; i < N; i++) {
      const prev = mt[i - 1] as number;
      mt[i] = Math.imul(1812433253, prev ^ (prev >>> 30)) + i;
    }
    const key = [seed >>> 0];
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      const prev = mt[i - 1] as number;
      mt[i] = ((mt[i] as number) ^ Math.imul(prev ^ (prev >>> 30), 1664525)) + (key[j] as number) + j;
      i++;
      j = (j + 1) % key.length;
      if (i >= N) {
        mt[0] = mt[N - 1] as number;
        i = 1;
      }
    }
    for (let k = N - 1; k > 0; k--) {
      const prev = mt[i - 1] as number;
      mt[i] = ((mt[i] as number) ^ Math.imul(prev ^ (prev >>> 30), 1566083941)) - i;
      i++;
      if (i >= N) {
        mt[0] = mt[N - 1] as number;
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }

  word(): number {
    const mt = this.state;
    if (this.index >= N) {
      for (let k = 0; k < N; k++) {
        const y = ((mt[k] as number) & 0x80000000) | ((mt[(k + 1) % N] as number) & 0x7fffffff);
        mt[k] = (mt[(k + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.index = 0;
    }
    let y = mt[this.index++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
}

const LIMIT = 1_000_000_000;

/** The seeds Keras draws after `set_random_seed(seed)`: whole numbers from 1 to 10^9. */
export function kerasSeeds(seed: number): SeedSource {
  const mt = new MersenneTwister(seed);
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
