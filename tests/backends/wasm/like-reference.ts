/** Runs a program on a backend and in float64, and compares. */
import { expect } from 'vitest';
import type { Backend } from '../../../src/backends/backend';
import type { TypedArray } from '../../../src/base/dtype';
import { type Program, valueType } from '../../../src/ops';
import { backendResults, referenceResults } from '../../contract/primitives/suite';

/** Values in -1..1 that differ from each other in no regular way. */
export const spreadValues = (length: number, salt: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * salt));

/**
 * Sums of `terms` products of numbers below one, in single precision: what rounding adds up to grows with them. Of 500
 * terms an error of 4.4e-5 was seen; the limit is four times that.
 */
export async function expectLikeReference(
  backend: Backend,
  program: Program,
  inputs: readonly TypedArray[],
  terms = 1,
): Promise<void> {
  const tolerance = 2e-5 * Math.max(1, terms / 64);
  const expected = referenceResults(program, inputs);
  const got = await backendResults(backend, program, inputs);
  expected.forEach((want, k) => {
    const have = got[k] as TypedArray;
    const { shape } = valueType(program, program.outputs[k] as number);
    let worst = -1;
    for (let i = 0; i < want.length && worst < 0; i++) {
      const [a, b] = [want[i] as number, have[i] as number];
      const close =
        Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a)) || (Number.isNaN(a) && Number.isNaN(b)) || a === b;
      if (!close) worst = i;
    }
    const told = worst < 0 ? null : { shape, index: worst, expected: want[worst], got: have[worst] };
    expect(told).toBeNull();
  });
}
