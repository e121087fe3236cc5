/** Derivatives take the form backends run fast: pieces laid together at once, weights of a loop multiplied once. */
import { describe, expect, it } from 'vitest';
import { evaluate, makeNd } from '../../src/backends/reference';
import * as ops from '../../src/ops';

const names = (p: ops.Program): string[] => p.equations.map((eq) => eq.op);
const filled = (shape: number[], f: (i: number) => number) =>
  makeNd(
    shape,
    'float32',
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => f(i)),
  );

describe('the sum of padded pieces', () => {
  const sides = (low: number, high: number): [number, number][] => [
    [0, 0],
    [low, high],
  ];

  it('is their concatenation when they lie side by side', () => {
    const build = (first: [number, number], second: [number, number]) =>
      ops.simplify(
        ops.trace(
          [
            { shape: [2, 3], dtype: 'float32' },
            { shape: [2, 2], dtype: 'float32' },
          ],
          (x, y) => [ops.add(ops.pad(x, sides(...first)), ops.pad(y, sides(...second)))],
        ),
      );
    expect(names(build([0, 2], [3, 0]))).toEqual(['concat']);
    expect(names(build([2, 0], [0, 3]))).toEqual(['concat']);
    expect(names(build([1, 3], [4, 1]))).toEqual(['concat', 'pad']);
    expect(names(build([0, 3], [1, 3]))).toEqual(['pad', 'pad', 'add']);
    const inputs = [filled([2, 3], (i) => i + 1), filled([2, 2], (i) => -i - 1)];
    expect([...(evaluate(build([2, 1], [0, 4]), inputs)[0]?.data ?? [])]).toEqual([
      -1, -2, 1, 2, 3, 0, -3, -4, 4, 5, 6, 0,
    ]);
    expect([...(evaluate(build([0, 3], [1, 3]), inputs)[0]?.data ?? [])]).toEqual([1, 1, 1, 0, 0, 0, 4, 2, 2, 0, 0, 0]);
  });

  it('turns the derivative of a split into one concatenation', () => {
    const p = ops.simplify(
      ops.trace([{ shape: [3, 8], dtype: 'float32' }], (x) => {
        const [a, b, c, d] = ops.split(x, 4, 1) as [ops.Tensor, ops.Tensor, ops.Tensor, ops.Tensor];
        const y = ops.sum(ops.mul(ops.mul(a, b), ops.mul(c, d)));
        return ops.gradients(y.trace, y, [x]);
      }),
    );
    expect(names(p).filter((op) => op === 'pad')).toEqual([]);
    expect(names(p).filter((op) => op === 'concat')).toEqual(['concat']);
  });
});

describe('turning round', () => {
  it('twice along the same axes is nothing', () => {
    const twice = (first: number[], second: number[]) =>
      names(
        ops.simplify(
          ops.trace([{ shape: [2, 3], dtype: 'float32' }], (x) => [ops.reverse(ops.reverse(x, first), second)]),
        ),
      );
    expect(twice([1], [-1])).toEqual([]);
    expect(twice([0], [1])).toEqual(['reverse', 'reverse']);
  });
});

describe('a weight multiplied in every step of a loop', () => {
  it('gets its derivative as one product after the loop', () => {
    const types = [
      [4, 2, 3],
      [2, 3],
      [3, 3],
    ].map((shape) => ({ shape, dtype: 'float32' as const }));
    const loss = (x: ops.Tensor, h: ops.Tensor, u: ops.Tensor): ops.Tensor => {
      const { carries } = ops.loop(
        ([w], [state], [row]) => {
          const next = ops.tanh(ops.add(row as ops.Tensor, ops.matmul(state as ops.Tensor, w as ops.Tensor)));
          return { carries: [next], outputs: [] };
        },
        [u],
        [h],
        [x],
      );
      return ops.sum(ops.square(carries[0] as ops.Tensor));
    };
    const p = ops.simplify(
      ops.trace(types, (x, h, u) => {
        const y = loss(x as ops.Tensor, h as ops.Tensor, u as ops.Tensor);
        return ops.gradients(y.trace, y, [x as ops.Tensor, h as ops.Tensor, u as ops.Tensor]);
      }),
    );
    const loops = p.equations.filter((eq) => eq.op === 'scan').map((eq) => ops.scanAttributes(eq.attrs));
    expect(loops.map((a) => a.carries)).toEqual([1, 1]);
    expect(loops.map((a) => names(a.body).filter((op) => op === 'matmul').length)).toEqual([1, 1]);
    expect(names(p).filter((op) => op === 'matmul').length).toBe(1);
  });
});
