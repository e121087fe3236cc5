/** Reductions over any axes of arrays short and long, with arithmetic before and after: both builds, watched. */
import '../../support/relaxed-simd';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { sizeOf } from '../../../src/base/shape';
import {
  add,
  broadcastTo,
  concat,
  exp,
  max,
  mean,
  min,
  mul,
  reshape,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  trace,
} from '../../../src/ops';
import { expectLikeReference, spreadValues } from './like-reference';

const builds = [createWasmBackend({ relaxed: false }), createWasmBackend({ relaxed: true, guarded: true })];
afterAll(() => {
  for (const backend of builds) backend.close();
});

const length = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(31, 32, 35, 64, 70));
const shapes = fc.array(length, { minLength: 1, maxLength: 3 });

const BEFORE: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x) => x,
  (x, y) => mul(x, y),
  (x, y) => add(square(sub(x, mean(y, 0, true))), y),
  (x, y) => exp(sub(x, max(y, -1, true))),
];

test('sums and extremes over any axes of fused arithmetic', async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      fc.constantFrom(sum, max, min),
      fc.constantFrom(...BEFORE),
      async (shape, chosen, reduce, before) => {
        const axes = shape.map((_, i) => i).filter((i) => chosen[i]);
        const program = trace(
          [0, 1].map(() => ({ shape, dtype: 'float32' as const })),
          (x, y) => {
            const value = before(x as Tensor, y as Tensor);
            const reduced = reduce(value, axes, true);
            return [reduced, sub(value, broadcastTo(reduced, shape))];
          },
        );
        const inputs = [0, 1].map((k) => spreadValues(sizeOf(shape), k));
        for (const backend of builds) await expectLikeReference(backend, program, inputs);
      },
    ),
    { numRuns: 200 },
  );
});

test('softmax over the last axis, and arrays joined along any', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(), async (shape, pick) => {
      const axis = pick % shape.length;
      const program = trace(
        [0, 1].map(() => ({ shape, dtype: 'float32' as const })),
        (x, y) => [softmax(x as Tensor), concat([x as Tensor, y as Tensor, reshape(y as Tensor, shape)], axis)],
      );
      const inputs = [0, 1].map((k) => spreadValues(sizeOf(shape), k));
      for (const backend of builds) await expectLikeReference(backend, program, inputs);
    }),
    { numRuns: 60 },
  );
});
