/** Laws of threads: any number of them gives the bits of none, and what is too small for them stays whole. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backends/backend';
import { createWasmBackend } from '../../../src/backends/wasm';
import { Machine } from '../../../src/backends/wasm/machine';
import { planPhases } from '../../../src/backends/wasm/phases';
import { MemoryPlan } from '../../../src/backends/wasm/plan';
import { record } from '../../../src/backends/wasm/record';
import { sizeOf } from '../../../src/base/shape';
import { conv, gradients, matmul, maxPool, mul, type Program, sum, Trace, trace, withTrace } from '../../../src/ops';
import { nodeThreads } from '../../support/node-threads';

const float = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

/** A convolution, pooling and all derivatives. */
function images(batch: number, side: number, channels: number, filters: number): Program {
  const t = new Trace();
  return withTrace(t, () => {
    const x = t.input(float(batch, side, side, channels));
    const k = t.input(float(3, 3, channels, filters));
    const pad = [1, 1] as const;
    const y = conv(x, k, { strides: [1, 1], padding: [pad, pad], dilation: [1, 1], groups: 1 });
    const none = [0, 0] as const;
    const pooled = maxPool(y, { window: [2, 2], strides: [2, 2], padding: [none, none] });
    const [dx, dk] = gradients(t, sum(mul(pooled, pooled)), [x, k]);
    return t.finish([pooled, dx ?? x, dk ?? k]);
  });
}

function products(batch: number, m: number, k: number, n: number): Program[] {
  const lead = batch > 1 ? [batch] : [];
  return [false, true].flatMap((ta) =>
    [false, true].map((tb) =>
      trace([float(...lead, ...(ta ? [k, m] : [m, k])), float(...lead, ...(tb ? [n, k] : [k, n]))], (a, b) => [
        matmul(a, b, ta, tb),
      ]),
    ),
  );
}

/** Results as bytes: comparing large arrays element by element takes long. */
async function results(backend: Backend, program: Program): Promise<string[]> {
  const inputs = program.inputs.map((id, i) => {
    const { shape, dtype } = program.values[id] as Program['values'][number];
    const values = Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(k * 0.7 + i));
    return backend.upload(values, shape, dtype);
  });
  const executable = backend.compile(program);
  const outputs = executable.run(inputs);
  const values = await Promise.all(outputs.map((o) => backend.read(o)));
  for (const a of [...inputs, ...outputs]) backend.dispose(a);
  executable.dispose();
  return values.map((v) => createHash('sha256').update(new Uint8Array(v.buffer)).digest('hex'));
}

/** Most items of a phase when two threads share a program; 1 where it is not worth sharing. */
function chains(program: Program): number {
  const { tape, liveness, offsets } = new MemoryPlan(record(new Machine(), program, new Set()), 0, 2);
  const { sections, alone, together } = planPhases(tape, liveness, offsets, 2);
  if (together > 0.9 * alone) return 1;
  return Math.max(...sections.map((s) => (s.kind === 'phase' ? s.items.length : 1)));
}

describe('threads', () => {
  let alone: Backend;
  let shared: Backend;
  beforeAll(async () => {
    alone = createWasmBackend();
    shared = createWasmBackend({ threads: nodeThreads(3) });
    // Not needed for the numbers, but without them nothing would be shared here.
    await pause(300);
  });
  afterAll(() => {
    alone.close();
    shared.close();
  });

  it('give the bits of one thread for large products, whatever the sizes and transposes', async () => {
    const sizes = fc.tuple(
      fc.integer({ min: 100, max: 190 }),
      fc.integer({ min: 160, max: 300 }),
      fc.integer({ min: 150, max: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 1, 3, 6), sizes, async (batch, [m, k, n]) => {
        for (const program of products(batch, m, k, n)) {
          expect(await results(shared, program)).toEqual(await results(alone, program));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('give the bits of one thread for convolutions, pooling and their derivatives', async () => {
    for (const [batch, side, channels, filters] of [
      [8, 24, 8, 16],
      [5, 33, 6, 16],
      [33, 14, 16, 32],
    ] as const) {
      const program = images(batch, side, channels, filters);
      expect(chains(program)).toBeGreaterThan(1);
      expect(await results(shared, program)).toEqual(await results(alone, program));
    }
  });

  it('are left alone by small programs', () => {
    for (const program of [images(2, 8, 1, 4), ...products(1, 8, 16, 8)]) expect(chains(program)).toBe(1);
  });
});
