/** The call of the matrix product. */
import type { Shape } from '../../base/shape';
import type { ReadyArgument, ReadyCall } from '../lowering/device';
import { call, INPUT, OUTPUT, scratch } from './ready-geometry';

/** As in `kernels/matmul.ts`. */
const [DEPTH, BLOCK] = [512, 128];

/** Bytes the packed operands of a product take. */
export const productRoom = (m: number, k: number, n: number): number =>
  (Math.ceil(Math.min(m, BLOCK) / 4) * 4 + Math.ceil(n / 8) * 8) * Math.min(k, DEPTH) * 4;

/** The last arguments of products and convolutions that end with their sums: no bias. */
export const PLAIN: readonly [number, number] = [0, 0];

/** As in `kernels/tile.ts`. */
const [BIAS, RELU] = [2, 4];

/** The call of a product or convolution with a third input added along the last axis, and relu of that if wanted. */
export function endWithBias(ready: ReadyCall, relu: boolean): ReadyCall | null {
  const [only, ...more] = ready.calls;
  if (!only || more.length > 0 || (only.name !== 'matmul' && only.name !== 'conv')) return null;
  const ending: ReadyArgument[] = [INPUT(2), relu ? BIAS | RELU : BIAS];
  return { ...ready, calls: [{ name: only.name, args: [...only.args.slice(0, -ending.length), ...ending] }] };
}

/** `batch` products of m by k and k by n matrices, either transposed. */
export function productCall(
  [batch, m, k, n]: readonly [number, number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
  result: Shape,
): ReadyCall {
  const sizes = [batch, m, k, n, Number(transposeA), Number(transposeB)];
  return call('matmul', result, productRoom(m, k, n), [...sizes, INPUT(0), INPUT(1), OUTPUT, scratch(0), ...PLAIN]);
}
