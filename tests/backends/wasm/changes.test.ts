/** Laws of arrays changed at one place: the same numbers in memory that is given up and in memory that is not. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { eq, iota, mul, type Tensor, trace, where } from '../../../src/ops';
import { nodeThreads } from '../../support/node-threads';

const backends = [
  createWasmBackend(),
  createWasmBackend({ guarded: true }),
  createWasmBackend({ threads: { ...nodeThreads(2), eager: true } }),
];
afterAll(() => {
  for (const backend of backends) backend.close();
});

test('one number of an array is replaced, if its place is one of the array', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ length: fc.integer({ min: 1, max: 80 }), place: fc.integer({ min: -3, max: 90 }) }),
      fc.boolean(),
      fc.boolean(),
      async ({ length, place }, givenUp, turned) => {
        const program = trace(
          [
            { shape: [length], dtype: 'float32' },
            { shape: [], dtype: 'int32' },
            { shape: [], dtype: 'float32' },
          ],
          (old, at, value) => {
            const each = iota([length], 0);
            const here = turned ? eq(at as Tensor, each) : eq(each, at as Tensor);
            return [where(here, mul(value as Tensor, 2), old as Tensor)];
          },
        );
        const values = Float32Array.from({ length }, (_, i) => i + 0.5);
        const want = values.map((v, i) => (i === place ? -7 : v));
        const donated = new Set(givenUp ? [0] : []);
        for (const backend of backends) {
          const inputs = [
            backend.upload(values, [length], 'float32'),
            backend.upload(Int32Array.of(place), [], 'int32'),
            backend.upload(Float32Array.of(-3.5), [], 'float32'),
          ];
          const executable = backend.compile(program, donated);
          const [got] = executable.run(inputs, donated);
          expect(got && (await backend.read(got))).toEqual(want);
          if (!givenUp && inputs[0]) expect(await backend.read(inputs[0])).toEqual(values);
          executable.dispose();
        }
      },
    ),
    { numRuns: 60 },
  );
});
