/** Matrix products with a long inner side and few results, cut so that more threads than results have work. */
import type { Device, DeviceBuffer, MatmulSpec } from '../lowering/device';
import { affine } from '../lowering/kernel';
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

/**
 * Products where one side is a vector, as sums: partial ones by many threads, then their total. tfjs would multiply and
 * add in kernels with textures of another layout.
 */
export function vectorProduct(
  device: Pick<Device, 'prepare' | 'release'>,
  s: MatmulSpec,
): (a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer {
  const results = s.batch * s.m * s.n;
  const stages = Math.max(1, Math.min(Math.ceil(Math.sqrt(s.k)), Math.floor(ENOUGH_THREADS / results)));
  const steps = Math.ceil(s.k / stages);
  const [aRow, aStep] = s.transposeA ? [1, s.m] : [s.k, 1];
  const [bColumn, bStep] = s.transposeB ? [s.k, 1] : [1, s.n];
  const partial = device.prepare({
    inputs: ['float32', 'float32'],
    output: 'float32',
    space: [stages, s.batch, s.m, s.n],
    emit: (e, at) => {
      const sum = e.variable('float', e.literal(0));
      e.loop(0, steps, (step) => {
        const k = e.bind(
          'int',
          affine([
            [step, stages],
            [at.coordinate(0), 1],
          ]),
        );
        e.when(`${k} < ${s.k}`, () => {
          const a = e.load(
            0,
            affine([
              [at.coordinate(1), s.m * s.k],
              [at.coordinate(2), aRow],
              [k, aStep],
            ]),
          );
          const b = e.load(
            1,
            affine([
              [at.coordinate(1), s.k * s.n],
              [at.coordinate(3), bColumn],
              [k, bStep],
            ]),
          );
          e.assign(sum, `(${sum} + ${a} * ${b})`);
        });
      });
      return sum;
    },
  });
  if (stages === 1) return (a, b) => partial([a, b]);
  const total = device.prepare(sumRowsKernel(stages, results));
  return (a, b) => {
    const parts = partial([a, b]);
    const out = total([parts]);
    device.release(parts);
    return out;
  };
}
