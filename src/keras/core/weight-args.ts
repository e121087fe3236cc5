/** The three arguments a weight usually has: how it starts, what its size costs, and what it is held to. */
import type { ObjectValue } from './args';

type Told = 'initializer' | 'regularizer' | 'constraint';

/**
 * The arguments `kernel_initializer`, `kernel_regularizer` and `kernel_constraint` as a builder's `weight` takes them.
 * @param weight what the arguments are named after, the weight itself in most layers
 */
export function weightArgs<W extends string>(
  c: { readonly [K in `${W}_${Told}`]: ObjectValue | null },
  weight: W,
): { readonly [K in Told]: ObjectValue | null } {
  return {
    initializer: c[`${weight}_initializer`],
    regularizer: c[`${weight}_regularizer`],
    constraint: c[`${weight}_constraint`],
  };
}
