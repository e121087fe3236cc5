/** Laws of threads: any number of them gives the bits of none, and what is too small for them stays whole. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backends/backend';
import { createWasmBackend } from '../../../src/backends/wasm';
import { cutCompiled } from '../../../src/backends/wasm/cut';
import { Machine } from '../../../src/backends/wasm/machine';
import { planPhases } from '../../../src/backends/wasm/phases';
import { LinkedPlan, MemoryPlan } from '../../../src/backends/wasm/plan';
import { record } from '../../../src/backends/wasm/record';
import { type Call, type Tape, wholePlace } from '../../../src/backends/wasm/tape';
import type { TypedArray } from '../../../src/base/dtype';
import { sizeOf } from '../../../src/base/shape';
import { DeviceModel } from '../../../src/engine/device-model';
import { signatureOf } from '../../../src/engine/feeder';
import { trainProgram } from '../../../src/engine/programs';
import { planTraining } from '../../../src/engine/training-plan';
import { conv, gradients, matmul, maxPool, mul, type Program, sum, Trace, trace, withTrace } from '../../../src/ops';
import { referenceModels } from '../../bench/models';
import { compileOf, modelOf, prepareRows } from '../../bench/subject';
import { programOf, valuesOf } from '../../contract/primitives/case';
import { CASES } from '../../contract/primitives/cases';
import { randomProgram } from '../../contract/primitives/random-programs';
import { scanCases } from '../../contract/primitives/scan-cases';
import { backendResults } from '../../contract/primitives/suite';
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

/** Whether the second factor of a program's only product lies transposed. */
const transposes = (program: Program): boolean => program.equations[0]?.attrs.transposeB === true;

/** Threads that never start. */
const never = (count: number) => ({
  count,
  start: () => ({ postMessage: () => undefined, terminate: () => undefined }),
});

/**
 * Results as bytes: comparing large arrays element by element takes long. Of a second run too, as the first is played
 * alone.
 */
async function results(backend: Backend, program: Program): Promise<string[]> {
  const inputs = program.inputs.map((id, i) => {
    const { shape, dtype } = program.values[id] as Program['values'][number];
    const values = Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(k * 0.7 + i));
    return backend.upload(values, shape, dtype);
  });
  const executable = backend.compile(program);
  const outputs = [executable.run(inputs), executable.run(inputs)].flat();
  const values = await Promise.all(outputs.map((o) => backend.read(o)));
  for (const a of [...inputs, ...outputs]) backend.dispose(a);
  executable.dispose();
  return values.map((v) => createHash('sha256').update(new Uint8Array(v.buffer)).digest('hex'));
}

/** Most items of a phase when two threads share a program; 1 where it is not worth sharing. */
function chains(program: Program): number {
  const { tape, liveness, offsets } = new MemoryPlan(record(new Machine(), program, new Set()), 0, 2);
  const { sections, alone, together } = planPhases(tape, liveness, offsets, { players: 2 });
  if (together > 0.9 * alone) return 1;
  return Math.max(...sections.map((s) => (s.kind === 'phase' ? s.items.length : 1)));
}

/** Bits of a program's results on given inputs. */
async function bits(backend: Backend, program: Program, inputs: readonly TypedArray[]): Promise<Uint8Array[]> {
  const values = await backendResults(backend, program, inputs);
  return values.map((v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
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

  it('give the bits of one thread for products whose second factor they pack together', async () => {
    for (const [m, k, n] of [
      [64, 784, 128],
      [33, 1100, 61],
      [5, 513, 200],
    ] as const) {
      for (const program of products(1, m, k, n)) {
        const { commands } = record(new Machine({ threads: never(3) }), program, new Set());
        // Few rows are multiplied with a factor that is read where it lies.
        expect(commands[0]).toHaveProperty('callee.name', m > 8 || transposes(program) ? 'pack_columns' : 'matmul');
        expect(await results(shared, program)).toEqual(await results(alone, program));
      }
    }
  });

  it('meet few times in a step of a dense network', () => {
    const reference = referenceModels.find((m) => m.name.startsWith('MLP 784'));
    if (!reference) throw new Error('The model was renamed.');
    const data = prepareRows(reference);
    const fit = { class_weight: null, seed: 1 };
    const [model, compile] = [modelOf(reference), compileOf(reference)];
    const plan = planTraining({ model, compile, fit, data: signatureOf(data) });
    const program = trainProgram(plan, reference.batchSize, { kind: 'resident', rows: data.rows });
    const tape = record(new Machine({ threads: never(1) }), program, new Set(plan.slots.keys()));
    const { liveness, offsets } = new MemoryPlan(tape, 0, 2);
    const { sections } = planPhases(tape, liveness, offsets, { players: 2 });
    // Packing, forward and back to the hidden layer, derivatives of the output layer, those of weights with their updates.
    expect(sections.length).toBeLessThanOrEqual(4);
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

  it('give the bits of one thread for all primitives, loops and random programs, cut as finely as can be', async () => {
    const eager = createWasmBackend({ threads: { ...nodeThreads(2), eager: true } });
    const known = [...CASES, ...scanCases()].map((c) => ({ program: programOf(c), inputs: valuesOf(c) }));
    const random = fc.sample(randomProgram, { numRuns: 100, seed: 5 });
    for (const { program, inputs } of [...known, ...random]) {
      expect(await bits(eager, program, inputs)).toEqual(await bits(alone, program, inputs));
    }
    eager.close();
  });

  it('give the bits of one thread for whole training steps, several in one call', async () => {
    const eager = createWasmBackend({ threads: { ...nodeThreads(2), eager: true } });
    for (const reference of referenceModels.filter((m) => /MLP 30|conv8|LSTM/.test(m.name))) {
      const data = prepareRows(reference);
      const fit = { class_weight: null, seed: 1 };
      const [model, compile] = [modelOf(reference), compileOf(reference)];
      const plan = planTraining({ model, compile, fit, data: signatureOf(data) });
      const losses = await Promise.all(
        [alone, eager].map(async (backend) => {
          const device = new DeviceModel(backend, plan, data);
          const seen: unknown[] = [];
          for (let call = 0; call < 3; call++) {
            device.trainSteps(data.parts.train.subarray(0, 4 * reference.batchSize), reference.batchSize);
            seen.push((await device.trainResults()).logs);
          }
          device.dispose();
          return seen;
        }),
      );
      expect(losses[1]).toEqual(losses[0]);
    }
    eager.close();
  });

  it('may come late or never', async () => {
    const program = images(8, 24, 8, 16);
    const want = await results(alone, program);
    const { start } = nodeThreads(1);
    const late = {
      count: 1,
      start: (script: string) => {
        const thread = start(script);
        return {
          postMessage: (m: unknown) => setTimeout(() => thread.postMessage(m), 30),
          terminate: thread.terminate,
        };
      },
    };
    for (const threads of [never(2), late]) {
      const backend = createWasmBackend({ threads });
      for (const end = Date.now() + 100; Date.now() < end; await pause(5)) {
        expect(await results(backend, program)).toEqual(want);
      }
      backend.close();
    }
  });

  it('learn any number of programs', async () => {
    const programs = Array.from({ length: 24 }, (_, k) => products(1, 100 + 4 * k, 200, 150)[0] as Program);
    const want = await Promise.all(programs.map((p) => results(alone, p)));
    for (let turn = 0; turn < 2; turn++) {
      for (const [k, p] of programs.entries()) expect(await results(shared, p)).toEqual(want[k]);
    }
  });

  it('go on after a program that stopped in the middle', async () => {
    const machine = new Machine({ threads: { ...nodeThreads(2), eager: true } });
    const [from, to] = [0, 1].map(() =>
      wholePlace({ home: { kind: 'planned' }, bytes: 4096, loop: null }, 'float32', 1024),
    );
    if (!from || !to) throw new Error('Two places were made.');
    let fails = true;
    const host: Call = {
      kind: 'call',
      callee: {
        kind: 'host',
        name: 'a draw',
        run: () => {
          if (fails) throw new Error('Not today.');
        },
      },
      args: [],
      cost: () => 0,
      reads: [],
      writes: [from],
      yielding: [],
    };
    const args = [64, 64, 64, { address: from }, { address: to }];
    const rows: Call = {
      kind: 'call',
      callee: { kind: 'compiled', name: 'place_rows' },
      args,
      reads: [from],
      writes: [to],
      yielding: [],
      ...cutCompiled({ name: 'place_rows', args, inputs: [from], out: to, work: 0 }),
    };
    const tape: Tape = { inputs: [], outputs: [], commands: [rows, host, rows] };
    const plan = new LinkedPlan(machine, new MemoryPlan(tape, 0, machine.players));
    await pause(200);
    for (let k = 0; k < 20; k++) {
      fails = k % 2 === 0;
      if (fails) expect(() => plan.run([], [], 3, [])).toThrow('Not today.');
      else plan.run([], [], 3, []);
    }
    machine.close();
  });

  it('are left alone by small programs', () => {
    for (const program of [images(2, 8, 1, 4), ...products(1, 8, 16, 8)]) expect(chains(program)).toBe(1);
  });
});
