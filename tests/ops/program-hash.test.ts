/** A program's hash is its content's: equal for equal programs, different for any difference that matters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, constant, full, loop, mul, type Program, type Tensor, trace, zeros } from '../../src/ops';
import { programHash } from '../../src/ops/program-hash';
import { randomProgram } from '../contract/primitives/random-programs';

const scaled = (factor: number): Program => trace([{ shape: [2], dtype: 'float32' }], (x) => [mul(x, factor)]);
const looped = (factor: number): Program =>
  trace([{ shape: [3, 2], dtype: 'float32' }], (xs) => [
    ...loop(
      (_c, [s], [x]) => ({ carries: [add(s as Tensor, mul(x as Tensor, factor))], outputs: [] }),
      [],
      [zeros([2])],
      [xs],
    ).carries,
  ]);

test('a copy hashes like the original', () => {
  fc.assert(
    fc.property(randomProgram, ({ program }) => {
      expect(programHash(structuredClone(program))).toBe(programHash(program));
    }),
    { numRuns: 50, seed: 7 },
  );
});

test('programs that differ in shape, literal, data or loop body hash apart', () => {
  const programs = [
    scaled(2),
    scaled(2.5),
    looped(2),
    looped(3),
    trace([{ shape: [3], dtype: 'float32' }], (x) => [mul(x, 2)]),
    trace([{ shape: [2], dtype: 'float32' }], (x) => [add(x, 2)]),
    trace([], () => [full([2], 1)]),
    trace([], () => [constant([1, 2], [2])]),
    trace([], () => [constant([1, 3], [2])]),
  ];
  expect(new Set(programs.map(programHash)).size).toBe(programs.length);
});
