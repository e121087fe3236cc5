/** Laws of rewriting: programs mean the same, sums visit no copies, and a relu's input is read by the relu alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Shape, sizeOf } from '../../src/base/shape';
import { broadcastTo, le, mul, type Program, simplify, sub, sum, type Tensor, trace, where } from '../../src/ops';
import { rewrite } from '../../src/ops/rewrite';
import { referenceResults } from '../contract/primitives/suite';

const values = (shape: Shape): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => [-1.5, 0, 2.25, -0, Number.NaN, 0.5, -3][i % 7] as number);

function expectSameMeaning(program: Program): void {
  const inputs = program.inputs.map((id) => values(program.values[id]?.shape ?? []));
  const rounded = (p: Program): number[][] =>
    referenceResults(p, inputs).map((out) => Array.from(out, (v) => Number(v.toFixed(4)) + 0));
  expect(rounded(rewrite(program))).toEqual(rounded(program));
}

test('a sum over axes that a broadcast made visits each number once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ length: fc.integer({ min: 1, max: 4 }), copied: fc.boolean(), summed: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer({ min: 0, max: 3 }),
      fc.boolean(),
      (axes, dropped, keepdims) => {
        const target = axes.map((a) => a.length);
        const full = axes.map((a) => (a.copied ? 1 : a.length));
        // Leading axes may be missing altogether.
        const leading = axes.findIndex((a) => !a.copied && a.length > 1);
        const shape = full.slice(Math.min(dropped, leading < 0 ? axes.length : leading));
        const over = axes.flatMap((a, i) => (a.summed ? [i] : []));
        const program = trace([{ shape, dtype: 'float32' }], (x) => [
          sum(broadcastTo(x as Tensor, target), over, keepdims),
        ]);
        expectSameMeaning(program);
        const copied = axes.flatMap((a, i) => (a.copied && a.length > 1 ? [i] : []));
        if (copied.length === 0 || !copied.every((i) => over.includes(i))) return;
        expect(simplify(program).equations.map((eq) => eq.op)).not.toContain('broadcast');
      },
    ),
  );
});

test('the derivative of a relu asks its result where it was open', () => {
  const program = trace(
    [0, 1, 2].map(() => ({ shape: [2, 7], dtype: 'float32' as const })),
    (x, w, ct) => {
      const inner = mul(x as Tensor, w as Tensor);
      const closed = le(inner, 0);
      return [where(closed, 0, inner), where(closed, 0, ct as Tensor), sub(ct as Tensor, 1)];
    },
  );
  expectSameMeaning(program);
  const better = simplify(program);
  const product = better.equations.find((eq) => eq.op === 'mul')?.outputs[0];
  const readers = better.equations.filter((eq) => eq.inputs.some((id) => id === product)).map((eq) => eq.op);
  expect(readers).toEqual(['le', 'select']);
});
