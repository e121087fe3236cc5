/** The Mersenne Twister MT19937, seeded as CPython's `random` and as NumPy's legacy `np.random` seed it. */

const N = 624;
const M = 397;

export class MersenneTwister {
  private readonly state = new Uint32Array(N);
  private index = N;

  private constructor() {}

  /** State after `init_genrand(seed)`: what `np.random.seed(seed)` does for a whole number below 2^32. */
  static numpy(seed: number): MersenneTwister {
    const twister = new MersenneTwister();
    const mt = twister.state;
    mt[0] = seed >>> 0;
    for (let i = 1; i < N; i++) {
      const prev = mt[i - 1] as number;
      mt[i] = Math.imul(1812433253, prev ^ (prev >>> 30)) + i;
    }
    return twister;
  }

  /** State after `init_by_array([seed])`: what `random.seed(seed)` does for a whole number below 2^32. */
  static python(seed: number): MersenneTwister {
    const twister = MersenneTwister.numpy(19650218);
    const mt = twister.state;
    let i = 1;
    const wrap = (): void => {
      i++;
      if (i >= N) {
        mt[0] = mt[N - 1] as number;
        i = 1;
      }
    };
    for (let k = N; k > 0; k--) {
      const prev = mt[i - 1] as number;
      mt[i] = ((mt[i] as number) ^ Math.imul(prev ^ (prev >>> 30), 1664525)) + (seed >>> 0);
      wrap();
    }
    for (let k = N - 1; k > 0; k--) {
      const prev = mt[i - 1] as number;
      mt[i] = ((mt[i] as number) ^ Math.imul(prev ^ (prev >>> 30), 1566083941)) - i;
      wrap();
    }
    mt[0] = 0x80000000;
    return twister;
  }

  /** The next 32 random bits. */
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
