/** Runs a function of tensors on the reference backend, for tests of single Keras objects. */

import { evaluate, makeNd, type Nd } from '../../src/backends/reference';
import type { DType } from '../../src/base/dtype';
import { simplify, type Tensor, Trace, withTrace } from '../../src/ops';

/** An array from nested rows or a flat list with a shape. */
export function nd(shape: readonly number[], values: ArrayLike<number>, dtype: DType = 'float32'): Nd {
  return makeNd(shape, dtype, Float64Array.from(values));
}

export const scalarNd = (value: number): Nd => nd([], [value]);

/** The outputs of `body` for the given inputs. */
export function compute(inputs: readonly Nd[], body: (...xs: Tensor[]) => readonly Tensor[]): Nd[] {
  const trace = new Trace();
  return withTrace(trace, () => {
    const xs = inputs.map((x) => trace.input({ shape: x.shape, dtype: x.dtype }));
    return evaluate(simplify(trace.finish(body(...xs))), inputs);
  });
}

/** The single number a computation gives. */
export function computeNumber(inputs: readonly Nd[], body: (...xs: Tensor[]) => Tensor): number {
  return compute(inputs, (...xs) => [body(...xs)])[0]?.data[0] as number;
}

/** Repeatable numbers in [low, high), from a small linear generator. */
export function numbers(count: number, seed: number, low = -1, high = 1): number[] {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}
