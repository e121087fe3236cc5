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
