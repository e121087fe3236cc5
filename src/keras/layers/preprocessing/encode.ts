/** Categories as numbers, flags or counts: what CategoryEncoding and Discretization give out. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count';

/** Encodes int32 categories below `depth`; those outside give nothing. Samples are reduced over axis 1. */
export function encode(categories: Tensor, depth: number, mode: OutputMode): Tensor {
  if (mode === 'int') return categories;
  if (mode === 'one_hot') {
    const last = categories.shape[categories.rank - 1];
    return ops.oneHot(categories.rank > 1 && last === 1 ? ops.squeeze(categories, -1) : categories, depth);
  }
  const flags = ops.oneHot(categories, depth);
  const axis = categories.rank > 1 ? 1 : 0;
  return mode === 'count' ? ops.sum(flags, axis) : ops.max(flags, axis);
}
