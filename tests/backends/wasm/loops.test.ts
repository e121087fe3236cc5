/** Loops whose turns share a matrix, or change it: packing it beforehand changes no result. Both builds. */
import '../../support/relaxed-simd';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { Machine } from '../../../src/backends/wasm/machine';
import { record } from '../../../src/backends/wasm/record';
import type { Command } from '../../../src/backends/wasm/tape';
import { add, loop, matmul, mul, type Program, type Tensor, tanh, trace } from '../../../src/ops';
import { expectLikeReference, spreadValues } from './like-reference';

const builds = [createWasmBackend({ relaxed: false }), createWasmBackend({ relaxed: true, guarded: true })];
afterAll(() => {
  for (const backend of builds) backend.close();
});

/** h <- tanh(h·U + row), where U stays or is a carry that changes with every turn. */
function recurrence(rows: number, units: number, steps: number, transposed: boolean, changing: boolean): Program {
  const shapes = [
    [rows, units],
    [units, units],
    [steps, rows, units],
  ];
  return trace(
    shapes.map((shape) => ({ shape, dtype: 'float32' as const })),
    (h, u, x) => {
      const fixed = changing ? [] : [u as Tensor];
      const states = changing ? [h as Tensor, u as Tensor] : [h as Tensor];
      const { carries, outputs } = loop(
        (constants, [state, own], [row]) => {
          const matrix = (constants[0] ?? own) as Tensor;
          const next = tanh(add(matmul(state as Tensor, matrix, false, transposed), row as Tensor));
          return { carries: changing ? [next, mul(matrix, 0.9)] : [next], outputs: [next] };
        },
        fixed,
        states,
        [x as Tensor],
      );
      return [carries[0] as Tensor, outputs[0] as Tensor];
    },
  );
}

const names = (list: readonly Command[]): string[] =>
  list.flatMap((c) => (c.kind === 'loop' ? names(c.body) : c.kind === 'call' ? [c.callee.name] : []));

test('a recurrence with a matrix that stays, and one that changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rows: fc.integer({ min: 1, max: 20 }),
        units: fc.integer({ min: 1, max: 40 }),
        steps: fc.integer({ min: 1, max: 5 }),
        transposed: fc.boolean(),
        changing: fc.boolean(),
      }),
      async ({ rows, units, steps, transposed, changing }) => {
        const program = recurrence(rows, units, steps, transposed, changing);
        // A matrix that stretches would blow rounding up from turn to turn.
        const inputs = [rows * units, units * units, steps * rows * units].map((length, salt) =>
          spreadValues(length, salt).map((v) => (salt === 1 ? v / Math.sqrt(units) : v)),
        );
        for (const backend of builds) await expectLikeReference(backend, program, inputs, 4 * units);
      },
    ),
    { numRuns: 60 },
  );
});

test('a matrix that stays and is deeper than what is summed at once', async () => {
  for (const transposed of [false, true]) {
    const [rows, units] = [6, 519];
    const program = recurrence(rows, units, 2, transposed, false);
    const inputs = [rows * units, units * units, 2 * rows * units].map((length, salt) =>
      spreadValues(length, salt).map((v) => (salt === 1 ? v / Math.sqrt(units) : v)),
    );
    for (const backend of builds) await expectLikeReference(backend, program, inputs, 4 * units);
  }
});

test('only a matrix that stays is packed before the loop', () => {
  const called = (changing: boolean): string[] =>
    names(record(new Machine(), recurrence(16, 24, 3, false, changing), new Set()).commands);
  expect(called(false)).toContain('matmul_packed');
  expect(called(true)).not.toContain('matmul_packed');
});
