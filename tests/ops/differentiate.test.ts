/** Derivatives of compositions and loops agree with central finite differences in float64. */
import { describe, expect, it } from 'vitest';
import { evaluate, makeNd, type Nd } from '../../src/backends/reference';
import * as ops from '../../src/ops';

const STEP = 1e-5;
const TOLERANCE = 1e-6;

function filled(shape: number[], f: (i: number) => number): Nd {
  const n = shape.reduce((a, b) => a * b, 1);
  return makeNd(
    shape,
    'float32',
    Float64Array.from({ length: n }, (_, i) => f(i)),
  );
}

/** Checks d loss / d input for every input element. */
function checkGradients(inputs: Nd[], build: (...x: ops.Tensor[]) => ops.Tensor): void {
  const types = inputs.map((x) => ({ shape: x.shape, dtype: x.dtype }));
  const loss = ops.simplify(ops.trace(types, (...x) => [build(...x)]));
  const grad = ops.simplify(
    ops.trace(types, (...x) => {
      const y = build(...x);
      return ops.gradients(y.trace, y, x);
    }),
  );
  const analytic = evaluate(grad, inputs);
  inputs.forEach((x, k) => {
    for (let i = 0; i < x.data.length; i++) {
      const at = (delta: number): number => {
        const moved = inputs.map((v, j) => {
          const data = v.data.slice();
          if (j === k) data[i] = (data[i] as number) + delta;
          return makeNd(v.shape, v.dtype, data);
        });
        return evaluate(loss, moved)[0]?.data[0] as number;
      };
      const numeric = (at(STEP) - at(-STEP)) / (2 * STEP);
      expect(Math.abs((analytic[k]?.data[i] as number) - numeric)).toBeLessThan(TOLERANCE * (1 + Math.abs(numeric)));
    }
  });
}

describe('differentiate', () => {
  it('follows a dense network with softmax and cross entropy', () => {
    checkGradients(
      [filled([3, 4], (i) => Math.sin(i)), filled([4, 5], (i) => Math.cos(i * 3)), filled([5], (i) => i / 7)],
      (x, w, b) => {
        const p = ops.logSoftmax(ops.tanh(ops.add(ops.dense(x, w), b)));
        return ops.neg(ops.mean(ops.mul(p, ops.oneHot(ops.constant([1, 4, 0], [3], 'int32'), 5))));
      },
    );
  });

  it('follows strided, dilated, grouped convolution and both poolings', () => {
    const conv = {
      strides: [2, 1],
      padding: [
        [1, 0],
        [0, 2],
      ] as [number, number][],
      dilation: [1, 2],
      groups: 2,
    };
    checkGradients(
      [filled([2, 7, 6, 4], (i) => Math.sin(i * 1.7)), filled([3, 2, 2, 6], (i) => Math.cos(i * 2.3))],
      (x, k) => {
        const y = ops.conv(x, k, conv);
        const pool = {
          window: [2, 2],
          strides: [2, 2],
          padding: [
            [0, 0],
            [0, 0],
          ] as [number, number][],
        };
        return ops.sum(ops.mul(ops.sigmoid(ops.maxPool(y, pool)), ops.add(ops.sumPool(y, pool), 1)));
      },
    );
  });

  for (const reverse of [false, true]) {
    it(`follows a recurrent loop${reverse ? ' run backwards' : ''}, its constants, carries and sequences`, () => {
      checkGradients(
        [
          filled([4, 2, 3], (i) => Math.sin(i)),
          filled([3, 5], (i) => Math.cos(i * 3) / 2),
          filled([5, 5], (i) => Math.sin(i * 5) / 3),
          filled([2, 5], (i) => i / 11),
        ],
        (x, w, u, h0) => {
          const out = ops.loop(
            ([wc, uc], [h], [row]) => {
              const next = ops.tanh(
                ops.add(ops.matmul(row as ops.Tensor, wc as ops.Tensor), ops.matmul(h as ops.Tensor, uc as ops.Tensor)),
              );
              return { carries: [next], outputs: [ops.square(next)] };
            },
            [w, u],
            [h0],
            [x],
            { reverse },
          );
          return ops.add(ops.sum(out.outputs[0] as ops.Tensor), ops.sum(ops.mul(out.carries[0] as ops.Tensor, 3)));
        },
      );
    });
  }

  it('computes the forward loop once', () => {
    const program = ops.simplify(
      ops.trace([{ shape: [4, 3], dtype: 'float32' }], (x) => {
        const out = ops.loop(
          (_c, [h], [row]) => ({ carries: [ops.mul(ops.add(h as ops.Tensor, 1), row as ops.Tensor)], outputs: [] }),
          [],
          [ops.zeros([3])],
          [x],
        );
        const loss = ops.sum(out.carries[0] as ops.Tensor);
        return [loss, ...ops.gradients(loss.trace, loss, [x])];
      }),
    );
    expect(program.equations.filter((eq) => eq.op === 'scan')).toHaveLength(2);
  });
});
