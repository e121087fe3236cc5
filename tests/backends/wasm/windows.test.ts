/**
 * Sliding windows of random sizes, strides, paddings, dilations and groups: the compiled kernels give what the float64
 * reference gives, forwards and backwards.
 */
import '../../support/relaxed-simd';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { type Shape, sizeOf } from '../../../src/base/shape';
import {
  conv,
  convGradInput,
  convGradKernel,
  maxPool,
  maxPoolGrad,
  type Program,
  sumPool,
  sumPoolGrad,
  trace,
} from '../../../src/ops';
import { expectLikeReference, spreadValues } from './like-reference';

const builds = [createWasmBackend({ relaxed: false }), createWasmBackend({ relaxed: true, guarded: true })];
afterAll(() => {
  for (const backend of builds) backend.close();
});

interface Windows {
  readonly spatial: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

const axis = fc.record({
  length: fc.integer({ min: 1, max: 9 }),
  window: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  low: fc.integer({ min: 0, max: 2 }),
  high: fc.integer({ min: 0, max: 2 }),
});

const windows: fc.Arbitrary<Windows> = fc.array(axis, { minLength: 1, maxLength: 3 }).map((axes) => {
  // A window always fits into its padded axis.
  const fitting = axes.map((a) => ({ ...a, length: Math.max(a.length, (a.window - 1) * a.dilation + 1) }));
  return {
    spatial: fitting.map((a) => a.length),
    window: fitting.map((a) => a.window),
    strides: fitting.map((a) => a.stride),
    dilation: fitting.map((a) => a.dilation),
    padding: fitting.map((a) => [a.low, a.high] as const),
  };
});

const slid = (w: Windows, dilation: readonly number[]): number[] =>
  w.spatial.map((d, i) => {
    const [low, high] = w.padding[i] as readonly [number, number];
    const span = ((w.window[i] as number) - 1) * (dilation[i] as number) + 1;
    return Math.floor((d + low + high - span) / (w.strides[i] as number)) + 1;
  });

const f32 = (shape: Shape) => ({ shape, dtype: 'float32' as const });

async function check(
  program: Program,
  inputs = program.inputs.map((id, k) => spreadValues(sizeOf(program.values[id]?.shape ?? []), k)),
): Promise<void> {
  for (const backend of builds) await expectLikeReference(backend, program, inputs);
}

/** [groups, channels of a group, filters of a group]: plain, depthwise with and without multiplier, and between. */
const channels = fc.oneof(
  fc.tuple(fc.constant(1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 19 })),
  fc.tuple(fc.integer({ min: 2, max: 13 }), fc.constant(1), fc.integer({ min: 1, max: 3 })),
  fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 9 })),
);

test('convolution and both its backward forms, whatever the sizes', async () => {
  await fc.assert(
    fc.asyncProperty(windows, channels, fc.integer({ min: 1, max: 3 }), async (w, [groups, c, f], n) => {
      const a = { strides: w.strides, padding: w.padding, dilation: w.dilation, groups };
      const x = [n, ...w.spatial, groups * c];
      const k = [...w.window, c, groups * f];
      const y = [n, ...slid(w, w.dilation), groups * f];
      await check(trace([f32(x), f32(k)], (image, kernel) => [conv(image, kernel, a)]));
      await check(trace([f32(y), f32(k)], (dy, kernel) => [convGradInput(dy, kernel, x, a)]));
      await check(trace([f32(x), f32(y)], (image, dy) => [convGradKernel(image, dy, k, a)]));
    }),
    { numRuns: 150 },
  );
});

test('pooling and its backward forms, whatever the sizes', async () => {
  await fc.assert(
    fc.asyncProperty(windows, fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 3 }), async (w, c, n) => {
      const a = { window: w.window, strides: w.strides, padding: w.padding };
      const x = [n, ...w.spatial, c];
      const y = [n, ...slid(w, w.window.map(() => 1)), c]; // biome-ignore format: one shape
      await check(trace([f32(x)], (image) => [maxPool(image, a)]));
      await check(trace([f32(x)], (image) => [sumPool(image, a)]));
      await check(trace([f32(x), f32(y)], (image, dy) => [maxPoolGrad(image, maxPool(image, a), dy, a)]));
      await check(trace([f32(y)], (dy) => [sumPoolGrad(dy, x, a)]));
    }),
    { numRuns: 150 },
  );
});

test('equal elements of a window: the gradient goes to the first', async () => {
  const a = { window: [2, 2], strides: [1, 1], padding: [[1, 0], [0, 1]] as [number, number][] }; // biome-ignore format: pairs
  const program = trace([f32([1, 3, 3, 5]), f32([1, 3, 3, 5])], (x, dy) => [maxPoolGrad(x, maxPool(x, a), dy, a)]);
  await check(program, [Float32Array.from({ length: 45 }, (_, i) => i % 2), spreadValues(45, 1)]);
});
