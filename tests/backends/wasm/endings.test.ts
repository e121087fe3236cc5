/** Laws of products that end with a bias and relu as they are stored: the same bits as in passes of their own. */
import '../../support/relaxed-simd';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { Machine } from '../../../src/backends/wasm/machine';
import { record } from '../../../src/backends/wasm/record';
import type { TypedArray } from '../../../src/base/dtype';
import { type Shape, sizeOf } from '../../../src/base/shape';
import {
  add,
  broadcastTo,
  conv,
  matmul,
  mul,
  type Program,
  relu,
  reshape,
  scan,
  type Tensor,
  trace,
} from '../../../src/ops';
import { backendResults } from '../../contract/primitives/suite';
import { nodeThreads } from '../../support/node-threads';
import { expectLikeReference, spreadValues } from './like-reference';

const builds = [false, true].map((relaxed) => ({
  apart: createWasmBackend({ relaxed, fused: false }),
  joined: createWasmBackend({ relaxed }),
  watched: createWasmBackend({ relaxed, guarded: true }),
  shared: createWasmBackend({ relaxed, threads: { ...nodeThreads(2), eager: true } }),
}));
afterAll(() => {
  for (const build of builds) for (const backend of Object.values(build)) backend.close();
});

const f32 = (shape: Shape) => ({ shape, dtype: 'float32' as const });

/** Kernels that a program calls, by name. */
function calls(program: Program): string[] {
  const { commands } = record(new Machine(), program, new Set());
  return commands.flatMap((c) => (c.kind === 'call' && c.callee.kind !== 'host' ? [c.callee.name] : [c.kind]));
}

/** Bits as text: comparing large arrays element by element takes long. */
const bytes = (values: TypedArray): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

async function check(program: Program, terms: number): Promise<void> {
  const inputs = program.inputs.map((id, k) => spreadValues(sizeOf(program.values[id]?.shape ?? []), k));
  for (const { apart, joined, watched, shared } of builds) {
    await expectLikeReference(joined, program, inputs, terms);
    const want = (await backendResults(apart, program, inputs)).map(bytes);
    for (const backend of [joined, watched, shared]) {
      expect((await backendResults(backend, program, inputs)).map(bytes)).toEqual(want);
    }
  }
}

const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 21, max: 140 }) },
);
const depth = fc.oneof({ weight: 4, arbitrary: size }, { weight: 1, arbitrary: fc.integer({ min: 500, max: 1100 }) });

/** A bias as it is, or repeated before it is added, on either side; then relu or nothing. */
const endings = fc.record({ cut: fc.boolean(), spread: fc.boolean(), left: fc.boolean() });
function end(z: Tensor, b: Tensor, how: { cut: boolean; spread: boolean; left: boolean }): Tensor {
  const bias = how.spread ? broadcastTo(reshape(b, [...z.shape.slice(1).map(() => 1), ...b.shape]), z.shape) : b;
  const sum = how.left ? add(bias, z) : add(z, bias);
  return how.cut ? relu(sum) : sum;
}

describe('a bias and relu at the end of a product', () => {
  it('give the bits of separate passes for matrix products of any size', async () => {
    const sizes = fc.record({
      batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      ...{ m: size, k: depth, n: size, ta: fc.boolean(), tb: fc.boolean(), how: endings },
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ batch, m, k, n, ta, tb, how }) => {
        const a = [...batch, ...(ta ? [k, m] : [m, k])];
        const b = [...batch, ...(tb ? [n, k] : [k, n])];
        const program = trace([f32(a), f32(b), f32([n])], (x, y, bias) => [
          end(matmul(x as Tensor, y as Tensor, ta, tb), bias as Tensor, how),
        ]);
        expect(calls(program).slice(0, 2)).toEqual([expect.stringMatching(/^matmul/), 'copy']);
        await check(program, k);
      }),
      { numRuns: 80 },
    );
  });

  it('give the bits of separate passes for convolutions in groups and of single places', async () => {
    const sizes = fc.record({
      ...{ batch: fc.integer({ min: 1, max: 9 }), side: fc.integer({ min: 3, max: 9 }) },
      ...{ window: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 2 }) },
      groups: fc.integer({ min: 1, max: 2 }),
      ...{ c: fc.integer({ min: 2, max: 9 }), f: fc.integer({ min: 1, max: 19 }), how: endings },
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ batch, side, window, stride, groups, c, f, how }) => {
        const padding = [[0, 1] as const, [1, 0] as const].map((p) => (window === 1 ? ([0, 0] as const) : p));
        const attributes = { strides: [stride, stride], padding, dilation: [1, 1], groups };
        const shapes = [[batch, side, side, groups * c], [window, window, c, groups * f], [groups * f]]; // biome-ignore format: shapes
        const program = trace(shapes.map(f32), (x, k, bias) => [
          end(conv(x as Tensor, k as Tensor, attributes), bias as Tensor, how),
        ]);
        expect(calls(program)).toHaveLength(2);
        await check(program, window * window * c);
      }),
      { numRuns: 60 },
    );
  });

  it('give the bits of separate passes in loops, where the second factor is packed before', async () => {
    const [rows, width, length] = [11, 19, 4];
    const shapes = [f32([width, width]), f32([width]), f32([rows, width]), f32([length, rows, width])];
    for (const cut of [false, true]) {
      const body = trace([...shapes.slice(0, 3), f32([rows, width])], (w, b, h, x) => {
        const next = end(matmul(h as Tensor, w as Tensor), b as Tensor, { cut, spread: false, left: false });
        return [mul(next, 0.1), add(next, x as Tensor)];
      });
      const program = trace(shapes, (w, b, h, x) =>
        scan(
          { body, length, constants: 2, carries: 1, reverse: false },
          [w as Tensor, b as Tensor],
          [h as Tensor],
          [x as Tensor],
        ),
      );
      expect(calls(program)).toContain('pack_columns');
      await check(program, width);
    }
  });

  it('keep what is no number as a pass of its own does', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1, -1, 1e-40, 3];
    const inputs = [Float32Array.from([1]), Float32Array.from(odd), new Float32Array(odd.length).fill(-0)];
    for (const cut of [false, true]) {
      const how = { cut, spread: false, left: false };
      const program = trace([f32([1, 1]), f32([1, odd.length]), f32([odd.length])], (x, y, b) => [
        end(matmul(x as Tensor, y as Tensor), b as Tensor, how),
      ]);
      for (const { apart, joined } of builds) {
        const [want] = await backendResults(apart, program, inputs);
        const [have] = await backendResults(joined, program, inputs);
        expect([...(have ?? [])]).toEqual([...(want ?? [])]);
        expect(have?.[0]).toBeNaN();
      }
    }
  });

  it('stay apart where something else reads the product or the sum, or the bias lies along another axis', async () => {
    const shapes = [f32([8, 5]), f32([5, 8]), f32([8])];
    const shared: ((z: Tensor, b: Tensor) => Tensor[])[] = [
      (z, b) => [relu(add(z, b)), z],
      (z, b) => [relu(add(z, b)), add(z, b)],
      (z, b) => [relu(add(z, reshape(b, [8, 1])))],
      (z, b) => [add(z, z), b],
    ];
    for (const results of shared) {
      const program = trace(shapes, (x, y, b) => results(matmul(x as Tensor, y as Tensor), b as Tensor));
      expect(calls(program).filter((name) => name !== 'copy').length).toBeGreaterThan(1);
      await check(program, 5);
    }
  });
});
