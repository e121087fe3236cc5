/** Sorting along the last axis. A permutation's derivative goes the other way round, so that nothing is ever added up. */
import { formatShape, sameShape, sizeOf } from '../../base/shape';
import { definePrimitive } from '../primitive';
import type { ValueType } from '../program';
import { argsort, permute } from '../sorting';
import type { Tensor } from '../tracer';

/** argsort{descending}: places in order, int32; stable, NaN larger than all else. */
definePrimitive({
  name: 'argsort',
  infer: ([x]) => {
    const { shape, dtype } = x as ValueType;
    if (shape.length === 0) throw new Error('argsort takes a tensor with at least one axis.');
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`argsort takes numbers, not ${dtype}.`);
    return [{ shape, dtype: 'int32' }];
  },
  flops: ([x]) => {
    const { shape } = x as ValueType;
    const stages = Math.ceil(Math.log2(Math.max(1, shape[shape.length - 1] as number)));
    return (sizeOf(shape) * stages * (stages + 1)) / 2;
  },
});

/** permute(x, places): values of the last axis by places that are named once each. */
definePrimitive({
  name: 'permute',
  infer: ([x, places]) => {
    const [a, b] = [x as ValueType, places as ValueType];
    if (b.dtype !== 'int32') throw new Error('permute takes int32 places.');
    if (!sameShape(a.shape, b.shape) || a.shape.length === 0) {
      throw new Error(`permute: places ${formatShape(b.shape)} are not those of ${formatShape(a.shape)}.`);
    }
    return [a];
  },
  vjp: ({ inputs, cotangents }) => [permute(cotangents[0] as Tensor, argsort(inputs[1] as Tensor)), null],
  flops: () => 0,
});
