/** Primitives that make values: filled, literal, counting, random. */
import type { DType, NumericArray } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import { definePrimitive } from '../primitive';
import type { ValueType } from '../program';

const shapeOf = (v: unknown): readonly number[] => v as readonly number[];

/** full{shape, dtype, value} */
definePrimitive({
  name: 'full',
  infer: (_i, a) => [{ shape: shapeOf(a.shape), dtype: a.dtype as DType }],
  flops: () => 0,
});

/** constant{shape, dtype, data}: a literal array. */
definePrimitive({
  name: 'constant',
  infer: (_i, a) => {
    const shape = shapeOf(a.shape);
    if ((a.data as NumericArray).length !== sizeOf(shape)) throw new Error('constant: data does not fill the shape.');
    return [{ shape, dtype: a.dtype as DType }];
  },
  flops: () => 0,
});

/** iota{shape, dtype, axis}: the index along one axis. */
definePrimitive({
  name: 'iota',
  infer: (_i, a) => [{ shape: shapeOf(a.shape), dtype: a.dtype as DType }],
  flops: () => 0,
});

function requireKey(name: string, key: ValueType | undefined): void {
  if (key?.dtype !== 'uint32' || key.shape.length !== 1 || key.shape[0] !== 2) {
    throw new Error(`${name} takes a uint32 key of shape (2,).`);
  }
}

/** random_uniform{shape}: float32 in [0, 1) from a key; element i depends on (key, i) alone. See base/random. */
definePrimitive({
  name: 'random_uniform',
  infer: ([key], a) => {
    requireKey('random_uniform', key);
    return [{ shape: shapeOf(a.shape), dtype: 'float32' }];
  },
  flops: (_i, outs) => 80 * sizeOf((outs[0] as ValueType).shape),
});

/** random_split{n}: `jax.random.split`, n keys as uint32 (n, 2). */
definePrimitive({
  name: 'random_split',
  infer: ([key], a) => {
    requireKey('random_split', key);
    return [{ shape: [a.n as number, 2], dtype: 'uint32' }];
  },
});

/** random_integers{shape, low, high}: int32 in [low, high) from a key, as `jax.random.randint`. See base/random-draws. */
definePrimitive({
  name: 'random_integers',
  infer: ([key], a) => {
    requireKey('random_integers', key);
    return [{ shape: shapeOf(a.shape), dtype: 'int32' }];
  },
});

/** random_permutation{n}: 0..n-1 in an order drawn from a key, as `jax.random.permutation`. */
definePrimitive({
  name: 'random_permutation',
  infer: ([key], a) => {
    requireKey('random_permutation', key);
    return [{ shape: [a.n as number], dtype: 'int32' }];
  },
});

/** random_gamma{n, alpha}: float32 (n,) of the gamma distribution with scale 1, as `jax.random.gamma`. */
definePrimitive({
  name: 'random_gamma',
  infer: ([key], a) => {
    requireKey('random_gamma', key);
    return [{ shape: [a.n as number], dtype: 'float32' }];
  },
});

/**
 * random_beta{n, alpha | low, high}: float32 (n,) of the beta distribution with both parameters alpha, as
 * `jax.random.beta`. With a second key alpha itself is drawn, uniformly between low and high.
 */
definePrimitive({
  name: 'random_beta',
  infer: (keys, a) => {
    for (const key of keys) requireKey('random_beta', key);
    return [{ shape: [a.n as number], dtype: 'float32' }];
  },
});
