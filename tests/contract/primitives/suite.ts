/**
 * The contract of a backend: every primitive, on every case, gives what the float64 reference gives. Adding a backend
 * is one call of `describeBackend`; there is no list of exceptions.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backends/backend';
import { evaluate, makeNd } from '../../../src/backends/reference';
import type { TypedArray } from '../../../src/base/dtype';
import { type Program, primitiveNames, valueType } from '../../../src/ops';
import { type Case, programOf, type Tolerance, valuesOf } from './case';
import { CASES } from './cases';

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

/** The whole contract for one backend. */
export function describeBackend(name: string, create: () => Promise<Backend>): void {
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
