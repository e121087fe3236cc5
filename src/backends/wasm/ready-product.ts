/** The call of the matrix product. */
import type { Shape } from '../../base/shape';
import type { ReadyCall } from '../lowering/device';
import { call, INPUT, OUTPUT, scratch } from './ready-geometry';

/** As in `kernels/matmul.ts`. */
const [DEPTH, BLOCK] = [512, 128];

/** Bytes the packed operands of a product take. */
export const productRoom = (m: number, k: number, n: number): number =>
  (Math.ceil(Math.min(m, BLOCK) / 4) * 4 + Math.ceil(n / 8) * 8) * Math.min(k, DEPTH) * 4;

/** `batch` products of m by k and k by n matrices, either transposed. */
export function productCall(
  [batch, m, k, n]: readonly [number, number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
  result: Shape,
): ReadyCall {
  const sizes = [batch, m, k, n, Number(transposeA), Number(transposeB)];
  return call('matmul', result, productRoom(m, k, n), [...sizes, INPUT(0), INPUT(1), OUTPUT, scratch(0)]);
}
