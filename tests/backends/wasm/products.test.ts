/** Matrix products of random sizes, odd and small ones above all, either operand transposed, in stacks: both builds. */
import '../../support/relaxed-simd';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { Machine } from '../../../src/backends/wasm/machine';
import { record } from '../../../src/backends/wasm/record';
import { sizeOf } from '../../../src/base/shape';
import { add, matmul, relu, type Tensor, trace } from '../../../src/ops';
import { expectLikeReference, spreadValues } from './like-reference';

const builds = [createWasmBackend({ relaxed: false }), createWasmBackend({ relaxed: true, guarded: true })];
afterAll(() => {
  for (const backend of builds) backend.close();
});

const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 21, max: 140 }) },
);

/** Sizes of what functions of their own do, and their neighbours. */
const few = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 20, 32, 33);

test('products of small matrices, with a bias and relu', async () => {
  let small = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({ m: few, k: few, n: few, ta: fc.boolean(), tb: fc.boolean(), bias: fc.boolean(), cut: fc.boolean() }),
      async ({ m, k, n, ta, tb, bias, cut }) => {
        const shapes = [ta ? [k, m] : [m, k], tb ? [n, k] : [k, n], [n]];
        const program = trace(
          shapes.map((shape) => ({ shape, dtype: 'float32' as const })),
          (x, y, b) => {
            const z = matmul(x as Tensor, y as Tensor, ta, tb);
            const sum = bias ? add(z, b as Tensor) : z;
            return [bias && cut ? relu(sum) : sum];
          },
        );
        const { commands } = record(new Machine(), program, new Set());
        small += commands.filter((c) => c.kind === 'call' && c.callee.kind === 'generated').length;
        const inputs = shapes.map((shape, i) => spreadValues(sizeOf(shape), i));
        for (const backend of builds) await expectLikeReference(backend, program, inputs, k);
      },
    ),
    { numRuns: 200 },
  );
  expect(small).toBeGreaterThan(20);
});

test('products that sum over many rows, in parts and whole', async () => {
  let parts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({ m: few, k: fc.constantFrom(96, 127, 128, 130, 160, 256, 512, 544), n: fc.oneof(few, size) }),
      async ({ m, k, n }) => {
        const shapes = [
          [k, m],
          [k, n],
        ];
        const program = trace(
          shapes.map((shape) => ({ shape, dtype: 'float32' as const })),
          (x, y) => [matmul(x as Tensor, y as Tensor, true, false)],
        );
        parts += record(new Machine(), program, new Set()).commands.length > 4 ? 1 : 0;
        const inputs = shapes.map((shape, i) => spreadValues(sizeOf(shape), i));
        for (const backend of builds) await expectLikeReference(backend, program, inputs, k);
      },
    ),
    { numRuns: 60 },
  );
  expect(parts).toBeGreaterThan(10);
});

test('matrix products of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
        m: size,
        k: fc.oneof({ weight: 9, arbitrary: size }, { weight: 1, arbitrary: fc.integer({ min: 500, max: 1100 }) }),
        n: size,
        ta: fc.boolean(),
        tb: fc.boolean(),
      }),
      async ({ batch, m, k, n, ta, tb }) => {
        const a = [...batch, ...(ta ? [k, m] : [m, k])];
        const b = [...batch, ...(tb ? [n, k] : [k, n])];
        const program = trace(
          [a, b].map((shape) => ({ shape, dtype: 'float32' as const })),
          (x, y) => [matmul(x as Tensor, y as Tensor, ta, tb)],
        );
        const inputs = [a, b].map((shape, i) =>
          spreadValues(
            shape.reduce((p, d) => p * d, 1),
            i,
          ),
        );
        for (const backend of builds) await expectLikeReference(backend, program, inputs, k);
      },
    ),
    { numRuns: 150 },
  );
});
