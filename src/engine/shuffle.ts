/**
 * The order of training rows in each epoch, as Keras draws it on the JAX backend: one `np.random.permutation` per pass
 * over the data, from NumPy's legacy generator seeded by `keras.utils.set_random_seed`.
 * The first permutation is lost: before its first epoch `fit` takes a batch from the shuffled data to build the loss.
 * Source: keras/src/trainers/data_adapters/array_data_adapter.py, keras/src/trainers/trainer.py (_symbolic_build),
 * numpy/random/mtrand.pyx. Keras 3.16 draws `np.random.default_rng(epoch).permutation(n)` instead, whatever the seed.
 */
import { MersenneTwister } from '../base/mersenne-twister';

/** `np.random.permutation(n)` from the generator's present state. */
function permutation(mt: MersenneTwister, n: number): Int32Array {
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = i;
  for (let i = n - 1; i > 0; i--) {
    // NumPy's random_interval: mask to the next power of two, draw again while too large.
    const mask = 0xffffffff >>> Math.clz32(i);
    let j: number;
    do j = (mt.word() & mask) >>> 0;
    while (j > i);
    const swap = out[i] as number;
    out[i] = out[j] as number;
    out[j] = swap;
  }
  return out;
}

export interface Shuffler {
  /** Positions of the training rows in the order epoch `epoch` (from 0) visits them. */
  order(epoch: number, n: number): Int32Array;
}

/** Draws orders for a project's seed; any epoch can be asked for, so a resumed run continues the same sequence. */
export function createShuffler(seed: number): Shuffler {
  let mt = MersenneTwister.numpy(seed);
  let next = 0;
  let latest: Int32Array = new Int32Array(0);
  return {
    order: (epoch, n) => {
      if (epoch < next - 1 || latest.length !== n) {
        mt = MersenneTwister.numpy(seed);
        permutation(mt, n);
        next = 0;
      }
      while (next <= epoch) {
        latest = permutation(mt, n);
        next++;
      }
      return latest;
    },
  };
}
