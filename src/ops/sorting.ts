/** Sorting along the last axis: where values come from in order, and values laid in such an order. */
import type { Tensor } from './tracer';

const of = (op: string, inputs: readonly [Tensor, ...Tensor[]], attrs = {}): Tensor =>
  inputs[0].trace.emit(op, inputs, attrs)[0] as Tensor;

/**
 * Places of values along the last axis in their order, int32; equal values keep theirs. NaN counts as larger than all else.
 * @param x float32 or int32
 */
export const argsort = (x: Tensor, descending = false): Tensor => of('argsort', [x], { descending });

/** Values along the last axis in the order of `places`, which names each place of the axis once (int32, of x's shape). */
export const permute = (x: Tensor, places: Tensor): Tensor => of('permute', [x, places]);
