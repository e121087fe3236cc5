/**
 * The contract of a backend: every primitive, on every case, gives what the float64 reference gives. Adding a backend
 * is one call of `describeBackend`; there is no list of exceptions.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend, BackendMemory, DeviceArray } from '../../../src/backends/backend';
import { evaluate, makeNd } from '../../../src/backends/reference';
import type { TypedArray } from '../../../src/base/dtype';
import { randomUniform as drawUniform } from '../../../src/base/random';
import { sizeOf } from '../../../src/base/shape';
import {
  add,
  conv,
  gradients,
  loop,
  matmul,
  maxPool,
  mean,
  mul,
  type Program,
  primitiveNames,
  randomBernoulli,
  randomSplit,
  randomUniform,
  relu,
  reshape,
  sliceAxis,
  square,
  sub,
  type Tensor,
  Trace,
  tanh,
  trace,
  transpose,
  type ValueType,
  valueType,
  where,
  withTrace,
  zeros,
} from '../../../src/ops';
import { type Case, programOf, type Tolerance, valuesOf } from './case';
import { CASES } from './cases';
import { randomProgram } from './random-programs';

/** Relative and absolute slack against float64. */
const SLACK: Record<Tolerance, { relative: number; absolute: number }> = {
  exact: { relative: 0, absolute: 0 },
  // Two or three float32 roundings; GPUs may divide with 2.5 units in the last place.
  arithmetic: { relative: 6e-7, absolute: 1e-7 },
  // Drivers approximate exp and log within a few units; errors of the argument grow with it.
  function: { relative: 2e-5, absolute: 2e-6 },
  // Sums over at most a few thousand terms of size one.
  sum: { relative: 1e-5, absolute: 2e-5 },
};

/** float64 results of a program on given inputs. */
export function referenceResults(program: Program, inputs: readonly TypedArray[]): Float64Array[] {
  const arrays = program.inputs.map((id, i) => {
    const type = valueType(program, id);
    return makeNd(type.shape, type.dtype, Float64Array.from(inputs[i] as TypedArray));
  });
  return evaluate(program, arrays).map((o) => o.data);
}

/** What a backend makes of a program. */
export async function backendResults(
  backend: Backend,
  program: Program,
  inputs: readonly TypedArray[],
): Promise<TypedArray[]> {
  const arrays = program.inputs.map((id, i) => {
    const type = valueType(program, id);
    return backend.upload(inputs[i] as TypedArray, type.shape, type.dtype);
  });
  const executable = backend.compile(program);
  const outputs = executable.run(arrays);
  program.outputs.forEach((id, i) => {
    expect({ shape: outputs[i]?.shape, dtype: outputs[i]?.dtype }).toEqual(valueType(program, id));
  });
  const values = await Promise.all(outputs.map((o) => backend.read(o)));
  for (const a of [...arrays, ...outputs]) backend.dispose(a);
  executable.dispose();
  return values;
}

/** Fails naming the first element that differs. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance): void {
  expect(actual.length).toBe(expected.length);
  const { relative, absolute } = SLACK[tolerance];
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    const rounded = Math.fround(e);
    const close =
      Object.is(a, e) ||
      a === rounded ||
      a === e ||
      (Number.isNaN(a) && Number.isNaN(e)) ||
      Math.abs(a - e) <= absolute + relative * Math.abs(e);
    if (!close) expect.fail(`element ${i}: ${a} instead of ${e} (${tolerance})`);
  }
}

/** How many random programs a backend is tried on: shaders take long to compile on software drivers. */
export interface Effort {
  readonly programs: number;
}

/** The whole contract for one backend. */
export function describeBackend(name: string, create: () => Promise<Backend>, effort: Effort): void {
  describe(`primitives on ${name}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await create();
    });
    afterAll(() => backend.close());

    for (const op of primitiveNames()) {
      test(op, async () => {
        const cases = CASES.filter((c) => c.op === op);
        expect(cases.length, `${op} has no cases`).toBeGreaterThan(0);
        const failures: string[] = [];
        for (const c of cases) {
          try {
            await check(backend, c);
          } catch (error) {
            failures.push(`${c.title}: ${error instanceof Error ? error.message : error}`);
          }
        }
        expect(failures).toEqual([]);
      });
    }

    test('fusing, viewing and freeing change no result of random programs', async () => {
      await fc.assert(
        fc.asyncProperty(randomProgram, async ({ program, inputs }) => {
          const expected = referenceResults(program, inputs);
          const actual = await backendResults(backend, program, inputs);
          actual.forEach((a, i) => {
            expectClose(a, expected[i] as Float64Array, 'function');
          });
        }),
        { numRuns: effort.programs, seed: 20260 },
      );
    });

    test('running again and again keeps arrays and memory constant', async () => {
      const program = trainingStep();
      const executable = backend.compile(program);
      const values = stepInputs(program);
      let state = program.inputs.map((id, i) => {
        const { shape, dtype } = valueType(program, id);
        return backend.upload(values[i] as TypedArray, shape, dtype);
      });
      const donated = new Set(state.map((_, i) => i));
      const levels: BackendMemory[] = [];
      for (let step = 0; step < 6; step++) {
        const outputs = executable.run(state, donated);
        const loss = outputs.pop() as DeviceArray;
        await backend.read(loss);
        backend.dispose(loss);
        state = outputs;
        await backend.sync();
        levels.push(backend.memory());
      }
      expect(
        new Set(levels.slice(2).map((m) => `${m.arrays} arrays, ${m.bytes} bytes`)).size,
        JSON.stringify(levels),
      ).toBe(1);
      for (const a of state) backend.dispose(a);
      executable.dispose();
    });

    test('the same step gives the same bits each time', async () => {
      const program = trainingStep();
      const inputs = stepInputs(program);
      const once = await backendResults(backend, program, inputs);
      expect(await backendResults(backend, program, inputs)).toEqual(once);
    });

    test('donated inputs are given up, others stay', async () => {
      const program = trace(
        [
          { shape: [3], dtype: 'float32' },
          { shape: [3], dtype: 'float32' },
        ],
        (a, b) => [add(a, b), b],
      );
      const executable = backend.compile(program);
      const [a, b] = [1, 10].map((k) => backend.upload(Float32Array.of(k, 2 * k, 3 * k), [3], 'float32')) as [
        DeviceArray,
        DeviceArray,
      ];
      const before = backend.memory().arrays;
      const [sum, same] = executable.run([a, b], new Set([0])) as [DeviceArray, DeviceArray];
      await expect(backend.read(a)).rejects.toThrow();
      expect([...(await backend.read(sum))]).toEqual([11, 22, 33]);
      backend.dispose(b);
      expect([...(await backend.read(same))]).toEqual([10, 20, 30]);
      backend.dispose(same);
      backend.dispose(sum);
      executable.dispose();
      expect(backend.memory().arrays).toBe(before - 2);
    });

    test('a read is what the array held when it was asked for', async () => {
      const array = backend.upload(Float32Array.of(1, 2, 3), [3], 'float32');
      const reading = backend.read(array);
      backend.dispose(array);
      expect([...(await reading)]).toEqual([1, 2, 3]);
    });

    test('an array no device can hold is told as out of memory, and nothing of the run stays behind', async () => {
      const side = 200_000;
      const program = trace([{ shape: [side], dtype: 'float32' }], (x) => [add(reshape(x, [side, 1]), mul(x, 2))]);
      const x = backend.upload(new Float32Array(side), [side], 'float32');
      const before = backend.memory().arrays;
      // Backends that plan memory refuse the program, others fail in the run.
      const run = async (): Promise<void> => {
        const [sum] = backend.compile(program).run([x]);
        await backend.read(sum as DeviceArray);
      };
      await expect(run()).rejects.toMatchObject({ problem: { code: 'out-of-memory' } });
      expect(backend.memory().arrays).toBe(before);
      backend.dispose(x);
    });

    test('random draws are those of base/random, bit for bit', async () => {
      for (const n of [1, 7, 1025]) {
        const program = trace([{ shape: [2], dtype: 'uint32' }], (key) => [randomUniform(key, [n])]);
        const [drawn] = await backendResults(backend, program, [Uint32Array.of(3141592653, 42)]);
        expect([...(drawn as TypedArray)]).toEqual([...drawUniform([3141592653, 42], n)]);
      }
    });
  });
}

function stepInputs(program: Program): TypedArray[] {
  return program.inputs.map((id, i) => {
    const { shape, dtype } = valueType(program, id);
    if (dtype === 'uint32') return Uint32Array.of(1, 2);
    return Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(k + i));
  });
}

/** A small network with everything a step has: convolution, pooling, a loop, dropout, an optimizer with slots. */
function trainingStep(): Program {
  const t = new Trace();
  return withTrace(t, () => {
    const types: ValueType[] = [
      { shape: [2], dtype: 'uint32' },
      { shape: [4, 6, 6, 1], dtype: 'float32' },
      { shape: [3, 3, 1, 2], dtype: 'float32' },
      { shape: [6, 3], dtype: 'float32' },
      { shape: [3, 3], dtype: 'float32' },
      { shape: [6, 3], dtype: 'float32' },
    ];
    const [key, x, kernel, w, u, slot] = types.map((type) => t.input(type)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const keys = randomSplit(key, 2);
    const takeKey = (i: number): Tensor => reshape(sliceAxis(keys, 0, i, i + 1), [2]);
    const same = {
      strides: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      dilation: [1, 1],
      groups: 1,
    } as const;
    const pooled = maxPool(relu(conv(x, kernel, same)), {
      window: [2, 2],
      strides: [2, 2],
      padding: [
        [0, 0],
        [0, 0],
      ],
    });
    const dropped = where(randomBernoulli(takeKey(1), 0.8, pooled.shape), pooled, 0);
    const rows = transpose(reshape(dropped, [4, 3, 6]), [1, 0, 2]);
    const { carries } = loop(
      ([kernelIn, kernelBack], [h], [row]) => {
        const next = tanh(add(matmul(row as Tensor, kernelIn as Tensor), matmul(h as Tensor, kernelBack as Tensor)));
        return { carries: [next], outputs: [] };
      },
      [w, u],
      [zeros([4, 3])],
      [rows],
    );
    const loss = mean(square(sub(carries[0] as Tensor, 0.5)));
    const [dk, dw, du] = gradients(t, loss, [kernel, w, u]) as [Tensor, Tensor, Tensor];
    const velocity = add(mul(slot, 0.9), dw);
    const stepped = (p: Tensor, g: Tensor): Tensor => sub(p, mul(g, 0.1));
    return t.finish([takeKey(0), x, stepped(kernel, dk), stepped(w, velocity), stepped(u, du), velocity, loss]);
  });
}

async function check(backend: Backend, c: Case): Promise<void> {
  const program = programOf(c);
  const inputs = valuesOf(c);
  const expected = referenceResults(program, inputs);
  const before = backend.memory().arrays;
  const actual = await backendResults(backend, program, inputs);
  actual.forEach((a, i) => {
    expectClose(a, expected[i] as Float64Array, c.tolerance);
  });
  expect(backend.memory().arrays, 'arrays alive afterwards').toBe(before);
}
