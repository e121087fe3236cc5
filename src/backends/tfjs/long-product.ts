/** Matrix products with a long inner side and few results, cut so that more threads than results have work. */
import type { Device, DeviceBuffer, MatmulSpec } from '../lowering/device';
import { sumRowsKernel } from '../lowering/reduction';

const LONG_PRODUCT = 1024;
const ENOUGH_THREADS = 16384;

/** How many equal pieces a product is cut into; only where both operands split without being moved. */
function piecesOf(s: MatmulSpec): number {
  if (s.batch !== 1 || !s.transposeA || s.transposeB || s.k < LONG_PRODUCT) return 1;
  const wanted = Math.min(Math.sqrt(s.k), ENOUGH_THREADS / (s.m * s.n));
  let pieces = 1;
  for (let p = 2; p <= wanted; p++) if (s.k % p === 0) pieces = p;
  return pieces;
}

/** A product by `multiply`, which takes stacks of matrices: the pieces are such a stack, summed afterwards. */
export function cutProduct(
  device: Pick<Device, 'prepare' | 'release'>,
  spec: MatmulSpec,
  multiply: (spec: MatmulSpec, a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer,
): (a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer {
  const pieces = piecesOf(spec);
  if (pieces === 1) return (a, b) => multiply(spec, a, b);
  const part = { ...spec, batch: pieces, k: spec.k / pieces };
  const total = device.prepare(sumRowsKernel(pieces, spec.m * spec.n));
  return (a, b) => {
    const parts = multiply(part, a, b);
    const out = total([parts]);
    device.release(parts);
    return out;
  };
}
