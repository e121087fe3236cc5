/** Laws of planned programs: in place or not, one step or many, the numbers are the same and memory is as announced. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend, DeviceArray, Executable } from '../../../src/backends/backend';
import { createWasmBackend } from '../../../src/backends/wasm';
import { Machine } from '../../../src/backends/wasm/machine';
import { LinkedPlan, MemoryPlan } from '../../../src/backends/wasm/plan';
import { record } from '../../../src/backends/wasm/record';
import { type Place, type Storage, type Tape, wholePlace } from '../../../src/backends/wasm/tape';
import type { TypedArray } from '../../../src/base/dtype';
import {
  add,
  gather,
  loop,
  matmul,
  mul,
  type Program,
  reshape,
  sum,
  type Tensor,
  tanh,
  trace,
  transpose,
  type ValueType,
  valueType,
} from '../../../src/ops';
import { randomProgram } from '../../contract/primitives/random-programs';

const float = (...shape: number[]): ValueType => ({ shape, dtype: 'float32' });

function upload(backend: Backend, program: Program, values: readonly TypedArray[]): DeviceArray[] {
  return program.inputs.map((id, i) => {
    const { shape, dtype } = valueType(program, id);
    return backend.upload(values[i] as TypedArray, shape, dtype);
  });
}

const readAll = (backend: Backend, arrays: readonly DeviceArray[]): Promise<TypedArray[]> =>
  Promise.all(arrays.map((a) => backend.read(a)));

async function results(program: Program, values: readonly TypedArray[], donated: ReadonlySet<number>) {
  const backend = createWasmBackend({ guarded: true });
  return readAll(backend, backend.compile(program, donated).run(upload(backend, program, values), donated));
}

/** The outputs of several steps in one call. */
function runSteps(executable: Executable, inputs: readonly DeviceArray[], rows: number): DeviceArray[] {
  if (!executable.runSteps) throw new Error('One step at a time only.');
  return executable.runSteps(inputs, new Set([0]), 7, new Set([rows]));
}

/** Copies that are left, and bytes in the workspace. */
function planOf(program: Program, donated: readonly number[]) {
  const plan = new MemoryPlan(record(new Machine(), program, new Set(donated)), 0);
  const copies = (list: Tape['commands']): number =>
    list.reduce(
      (n, c) => n + (c.kind === 'loop' ? copies(c.body) : c.kind === 'copy' && !plan.liveness.idle(c) ? 1 : 0),
      0,
    );
  return { copies: copies(plan.tape.commands), workspace: plan.sizes.workspace };
}

describe('donated memory', () => {
  it('changes no result of random programs', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (p, which) => {
        const donated = new Set(p.program.inputs.map((_, i) => i).filter((i) => which[i]));
        expect(await results(p.program, p.inputs, donated)).toEqual(await results(p.program, p.inputs, new Set()));
      }),
      { numRuns: 60 },
    );
  });

  it('is updated in place: no copy, no workspace', () => {
    const program = trace([float(50), float(50), float(50)], (w, v, g) => {
      const next = add(mul(v, 0.9), g);
      return [add(w, next), next];
    });
    expect(planOf(program, [0, 1])).toEqual({ copies: 0, workspace: 0 });
  });

  it('changes places where outputs do', async () => {
    const program = trace([float(3), float(3), float(3)], (a, b, c) => [b, c, a]);
    const values = [1, 2, 3].map((k) => new Float32Array(3).fill(k));
    const got = await results(program, values, new Set([0, 1, 2]));
    expect(got.map((v) => v[0])).toEqual([2, 3, 1]);
  });

  it('is read to the end before it is written over', async () => {
    // The sum of the old x is wanted after the new x is known.
    const program = trace([float(4, 4)], (x) => {
      const next = matmul(x, x);
      return [next, sum(add(reshape(x, [16]), reshape(transpose(x, [1, 0]), [16])))];
    });
    const values = [Float32Array.from({ length: 16 }, (_, i) => i)];
    expect(await results(program, values, new Set([0]))).toEqual(await results(program, values, new Set()));
  });

  it('of a loop is its carries, updated in place', () => {
    const program = trace([float(6, 4), float(20, 6, 4)], (h, xs) => {
      const turn = (_: Tensor[], carries: Tensor[], rows: Tensor[]) => ({
        carries: carries.map((c, i) => tanh(add(c, rows[i] as Tensor))),
        outputs: [],
      });
      return loop(turn, [], [h], [xs]).carries;
    });
    expect(planOf(program, [0])).toEqual({ copies: 0, workspace: 0 });
  });
});

/** (state, table, rows) -> state, as a training step is. */
const step = trace([float(2, 3), float(10, 3), { shape: [2], dtype: 'int32' }], (state, table, rows) => [
  tanh(add(mul(state, 0.5), gather(table, rows))),
]);

describe('several steps in one call', () => {
  it('give the bits of as many calls', async () => {
    const backend = createWasmBackend({ guarded: true });
    const donated = new Set([0]);
    const executable = backend.compile(step, donated);
    const table = backend.upload(
      Float32Array.from({ length: 30 }, (_, i) => Math.sin(i)),
      [10, 3],
      'float32',
    );
    const rows = Int32Array.from({ length: 14 }, (_, i) => (i * 7) % 10);
    const start = (): DeviceArray => backend.upload(new Float32Array(6).fill(0.1), [2, 3], 'float32');

    let [one] = [start()];
    for (let k = 0; k < 7; k++) {
      const index = backend.upload(rows.slice(2 * k, 2 * k + 2), [2], 'int32');
      [one] = executable.run([one, table, index], donated) as [DeviceArray];
      backend.dispose(index);
    }
    const all = backend.upload(rows, [7, 2], 'int32');
    const [many] = runSteps(executable, [start(), table, all], 2) as [DeviceArray];
    expect(await backend.read(many)).toEqual(await backend.read(one));
  });

  it('use no more memory than was announced, however often they run', () => {
    const backend = createWasmBackend();
    const donated = new Set([0]);
    const executable = backend.compile(step, donated);
    const table = backend.upload(new Float32Array(30), [10, 3], 'float32');
    const index = backend.upload(new Int32Array(14), [7, 2], 'int32');
    let state = backend.upload(new Float32Array(6), [2, 3], 'float32');
    const levels = Array.from({ length: 5 }, () => {
      [state] = runSteps(executable, [state, table, index], 2) as [DeviceArray];
      return backend.memory().bytes;
    });
    expect(new Set(levels).size).toBe(1);
    expect(levels[0]).toBeLessThanOrEqual(executable.peakBytes as number);
    for (const a of [state, table, index]) backend.dispose(a);
    executable.dispose();
    expect(backend.memory()).toEqual({ arrays: 0, bytes: 0 });
  });
});

describe('a program that cannot fit', () => {
  it('is refused before it runs, with what it needs and its largest array', () => {
    const program = trace([float(40_000)], (x) => [mul(reshape(x, [40_000, 1]), x)]);
    expect(() => createWasmBackend().compile(program)).toThrow(/6,10\d MB .* can hold 4,095 MB.*\(40000, 40000\)/);
  });
});

describe('the guard', () => {
  const storage = (bytes: number): Storage => ({ home: { kind: 'planned' }, bytes, loop: null });

  it('names the kernel that writes outside its array', () => {
    const [indices, updates, out] = [storage(8), storage(16), storage(16)].map((s, i) =>
      wholePlace(s, i === 0 ? 'int32' : 'float32', s.bytes / 4),
    ) as [Place, Place, Place];
    const play = (rows: number): void => {
      const address = (p: Place) => ({ address: p });
      const tape: Tape = {
        inputs: [],
        outputs: [],
        commands: [
          {
            kind: 'call',
            callee: { kind: 'host', name: 'zeros', run: () => undefined },
            args: [],
            cost: () => 0,
            reads: [],
            writes: [indices, updates],
            yielding: [],
          },
          {
            kind: 'call',
            callee: { kind: 'compiled', name: 'scatter_add' },
            args: [0, rows, 2, address(indices), address(updates), address(out)],
            cost: () => 0,
            reads: [indices, updates],
            writes: [out],
            yielding: [],
          },
        ],
      };
      new LinkedPlan(new Machine({ guarded: true }), new MemoryPlan(tape, 64)).run([], [], 1, []);
    };
    expect(() => play(2)).not.toThrow();
    expect(() => play(3)).toThrow(/scatter_add.* wrote outside/);
  });
});
