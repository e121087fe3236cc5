/** Random programs of random shapes: what fusion, views and liveness must not change the meaning of. */
import fc from 'fast-check';
import { type Shape, sizeOf } from '../../../src/base/shape';
import { type Program, type Tensor, trace } from '../../../src/ops';
import * as F from '../../../src/ops/functions';

/** One random choice per step; what it means depends on the tensors at hand. */
type Choice = readonly [kind: number, first: number, second: number];

const UNARY = [F.neg, F.abs, F.tanh, F.sigmoid, F.sin, F.square, F.relu, (x: Tensor) => F.mul(x, 0.5)];
const BINARY = [
  F.add,
  F.sub,
  F.mul,
  F.maximum,
  F.minimum,
  (a: Tensor, b: Tensor) => F.where(F.gt(a, b), a, F.mul(b, 0.1)),
];

function step(pool: readonly Tensor[], [kind, i, j]: Choice): Tensor {
  const x = pool[i % pool.length] as Tensor;
  const y = pool[j % pool.length] as Tensor;
  switch (kind % 9) {
    case 0:
    case 1:
      return (UNARY[j % UNARY.length] as (x: Tensor) => Tensor)(x);
    case 2:
    case 3: {
      const fits = x.rank === y.rank && x.shape.every((d, k) => d === y.shape[k] || d === 1 || y.shape[k] === 1);
      return (BINARY[(i + j) % BINARY.length] as (a: Tensor, b: Tensor) => Tensor)(x, fits ? y : x);
    }
    case 4:
      return F.transpose(
        x,
        x.shape.map((_, k) => (k + 1 + (j % Math.max(1, x.rank))) % x.rank),
      );
    case 5:
      return F.reshape(x, j % 2 === 0 ? [x.size] : [x.size, 1]);
    case 6:
      return x.rank === 0 ? x : F.sum(x, j % x.rank, i % 2 === 0);
    case 7:
      return x.rank === 0 || x.size === 0 ? x : F.max(x, j % x.rank, true);
    default: {
      if (x.rank === 0) return x;
      const axis = j % x.rank;
      return i % 2 === 0 ? F.reverse(x, [axis]) : F.sliceAxis(x, axis, 0, Math.ceil((x.shape[axis] as number) / 2));
    }
  }
}

const shape: fc.Arbitrary<Shape> = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

export interface RandomProgram {
  readonly program: Program;
  readonly inputs: readonly Float32Array[];
}

export const randomProgram: fc.Arbitrary<RandomProgram> = fc
  .record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
    choices: fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 14 }),
    outputs: fc.array(fc.nat(100), { minLength: 1, maxLength: 3 }),
    seed: fc.nat(1000),
  })
  .map(({ shapes, choices, outputs, seed }) => {
    const program = trace(
      shapes.map((s) => ({ shape: s, dtype: 'float32' })),
      (...xs) => {
        const pool = [...xs];
        for (const c of choices) pool.push(step(pool, c));
        const last = pool[pool.length - 1] as Tensor;
        return [last, ...outputs.map((o) => pool[o % pool.length] as Tensor)];
      },
    );
    const inputs = shapes.map((s, k) =>
      Float32Array.from({ length: sizeOf(s) }, (_, i) => Math.sin(seed + 1.7 * i + 5.1 * k) * 1.5),
    );
    return { program, inputs };
  });
