/** Which pointwise kernels run as one, and that doing so changes no number. */
import { afterAll, describe, expect, test } from 'vitest';
import { planFusion } from '../../../src/backends/lowering/fusion';
import { graphOf } from '../../../src/backends/lowering/graph';
import { type Group, planGroups } from '../../../src/backends/lowering/groups';
import { createWasmBackend } from '../../../src/backends/wasm';
import {
  add,
  div,
  gt,
  matmul,
  mul,
  type Program,
  sigmoid,
  sliceAxis,
  sqrt,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  transpose,
  where,
} from '../../../src/ops';
import { expectLikeReference, spreadValues } from '../wasm/like-reference';

const backend = createWasmBackend({ guarded: true });
afterAll(() => backend.close());

const groupsOf = (program: Program): Group[] => {
  const graph = graphOf(program);
  return [...planGroups(graph, planFusion(graph, 24), 24).values()];
};

const inputs = (...shapes: number[][]) => shapes.map((shape) => ({ shape, dtype: 'float32' as const }));

/** An Adam update whose step size is worked out after the first moment. */
const adam = trace(inputs([6, 7], [6, 7], [6, 7], [6, 7], [1]), (...t) => {
  const [w, m, v, g, rate] = t as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const first = add(mul(m, 0.9), mul(g, 0.1));
  const second = add(mul(v, 0.999), mul(mul(g, g), 0.001));
  const size = sqrt(add(sum(mul(rate, rate)), 1));
  return [sub(w, div(mul(size, first), add(sqrt(second), 1e-3))), first, second];
});

/** The gates of a recurrent cell, and what becomes of them. */
const gates = trace(inputs([5, 12], [5, 3]), (...t) => {
  const [z, c] = t as [Tensor, Tensor];
  const [i, f, o] = [0, 1, 2].map((k) => sigmoid(sliceAxis(z, 1, 3 * k, 3 * k + 3))) as [Tensor, Tensor, Tensor];
  const next = add(mul(f, c), mul(i, tanh(sliceAxis(z, 1, 9, 12))));
  return [mul(o, tanh(next)), next, i, f, o];
});

/** A mask and what it lets through, then something that reads it turned. */
const turned = trace(inputs([4, 4]), (x) => {
  const y = tanh(x as Tensor);
  const positive = where(gt(y, 0), y, mul(y, 0.5));
  return [positive, y, add(transpose(y, [1, 0]), positive)];
});

describe('groups of pointwise kernels', () => {
  test('an optimizer update of weight and slots is one', () => {
    expect(groupsOf(adam).map((g) => g.members.length)).toEqual([3]);
  });

  test('nothing is read before it is made', () => {
    for (const program of [adam, gates, turned]) {
      const position = new Map(program.equations.flatMap((eq, i) => eq.outputs.map((id) => [id, i] as const)));
      const graph = graphOf(program);
      for (const [anchor, group] of planGroups(graph, planFusion(graph, 24), 24)) {
        const at = position.get(anchor) as number;
        for (const id of group.loads) expect(position.get(id) ?? -1).toBeLessThan(at);
      }
    }
  });

  test('what reads a result at another place stays apart', () => {
    const last = turned.outputs[2] as number;
    const together = groupsOf(turned).map((g) => g.members.flatMap((eq) => eq.outputs));
    const made = turned.outputs[1] as number;
    expect(together.some((ids) => ids.includes(last) && ids.includes(made))).toBe(false);
  });

  test('a product between two of them keeps its place', () => {
    const program = trace(inputs([4, 4], [4, 4]), (...t) => {
      const [x, y] = t as [Tensor, Tensor];
      const a = tanh(add(x, y));
      const b = matmul(a, y);
      return [a, sigmoid(mul(add(x, b), y))];
    });
    expect(groupsOf(program)).toEqual([]);
  });

  test.each([
    ['an update', adam],
    ['gates', gates],
    ['views', turned],
  ])('%s: the numbers are the reference’s', async (_, program) => {
    const values = program.inputs.map((id, k) => {
      const size = (program.values[id]?.shape ?? []).reduce((a, b) => a * b, 1);
      return spreadValues(size, k).map((v) => (k === 2 && program === adam ? Math.abs(v) : v));
    });
    await expectLikeReference(backend, program, values);
  });
});
