/**
 * The WebAssembly backend: arrays in one linear memory, programs planned and compiled to one function each. A run writes
 * the addresses of its arrays into a table and calls that function.
 */
import { allocate, bytesPerElement, type DType, type TypedArray } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { type Shape, sizeOf } from '../../base/shape';
import { bytesOf, type Program, type ValueId, valueType } from '../../ops/program';
import type { Backend, DeviceArray, Executable } from '../backend';
import { checkInputs, memoryProblem } from '../checks';
import { MARGIN, megabytes } from './heap';
import { Machine, type MachineOptions } from './machine';
import { LinkedPlan, MemoryPlan } from './plan';
import { record } from './record';

const LABEL = 'WebAssembly SIMD';

interface Owned extends DeviceArray {
  /** Null when it was disposed of or donated. */
  address: number | null;
  readonly bytes: number;
}

const NOTHING: ReadonlySet<number> = new Set();

/** @throws ProblemError code `backend-unavailable` without WebAssembly SIMD */
export function createWasmBackend(options: MachineOptions = {}): Backend {
  const machine = new Machine(options);
  const { heap, memory } = machine;
  let arrays = 0;
  let closed = false;

  const guarded = <T>(work: () => T): T => {
    if (closed) throw new Error('This backend was closed.');
    try {
      return work();
    } catch (error) {
      throw error instanceof ProblemError ? error : (memoryProblem(LABEL, error) ?? error);
    }
  };
  const own = (shape: Shape, dtype: DType, address: number): Owned => {
    arrays++;
    return { shape: [...shape], dtype, address, bytes: sizeOf(shape) * bytesPerElement(dtype) };
  };
  const make = (shape: Shape, dtype: DType): Owned =>
    own(shape, dtype, heap.take(sizeOf(shape) * bytesPerElement(dtype)));
  const addressOf = (array: DeviceArray): number => {
    const { address } = array as Owned;
    if (address === null) throw new Error('This array was disposed of or donated.');
    return address;
  };
  const forget = (array: DeviceArray): number => {
    const address = addressOf(array);
    (array as Owned).address = null;
    arrays--;
    return address;
  };

  return {
    name: 'wasm',
    label: LABEL,
    mostBytes: machine.mostBytes,
    upload: (values, shape, dtype) =>
      guarded(() => {
        if (values.length !== sizeOf(shape)) throw new Error(`${values.length} values do not fill [${shape}].`);
        const array = make(shape, dtype);
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        new Uint8Array(memory.buffer, addressOf(array), values.byteLength).set(bytes);
        return array;
      }),
    read: async (array): Promise<TypedArray> =>
      guarded(() => {
        const out = allocate(array.dtype, sizeOf(array.shape));
        new Uint8Array(out.buffer).set(new Uint8Array(memory.buffer, addressOf(array), out.byteLength));
        return out;
      }),
    dispose: (array) => {
      const address = forget(array);
      if (!closed) heap.give(address, (array as Owned).bytes);
    },
    compile: (program, donated) => guarded(() => executable(program, donated ?? NOTHING)),
    memory: () => ({ arrays, bytes: heap.used }),
    sync: async () => guarded(() => undefined),
    close: () => {
      closed = true;
      machine.close();
    },
    onLost: () => undefined,
  };

  function linked(program: Program, donated: ReadonlySet<number>): LinkedPlan {
    const plan = new MemoryPlan(record(machine, program, donated), machine.guarded ? MARGIN : 0, machine.players);
    if (plan.peakBytes > machine.mostBytes) throw tooLarge(program, plan.peakBytes, machine.mostBytes);
    return new LinkedPlan(machine, plan);
  }

  function executable(program: Program, expected: ReadonlySet<number>): Executable {
    // A plan says which inputs are overwritten, so there is one for each set of donated inputs.
    const plans = new Map<string, LinkedPlan>();
    const keyOf = (donated: ReadonlySet<number>): string => [...donated].sort((a, b) => a - b).join();
    const first = linked(program, expected);
    plans.set(keyOf(expected), first);
    let lastSet = expected;
    let lastPlan = first;
    const planFor = (donated: ReadonlySet<number>): LinkedPlan => {
      if (donated !== lastSet) {
        const key = keyOf(donated);
        lastPlan = plans.get(key) ?? linked(program, donated);
        plans.set(key, lastPlan);
        lastSet = donated;
      }
      return lastPlan;
    };
    const run = (
      inputs: readonly DeviceArray[],
      donated: ReadonlySet<number>,
      steps: number,
      rows: ReadonlySet<number>,
    ): DeviceArray[] => {
      checkInputs(program, inputs, steps, rows);
      const linkedPlan = planFor(donated);
      const { outputs } = linkedPlan.plan.tape;
      const addresses = inputs.map(addressOf);
      const strides = inputs.map((a, k) => (rows.has(k) ? (a as Owned).bytes / steps : 0));
      const made: (Owned | null)[] = [];
      try {
        for (const [k, o] of outputs.entries()) {
          const { shape, dtype } = valueType(program, program.outputs[k] as ValueId);
          made.push(o.replaces === null ? make(shape, dtype) : null);
        }
      } catch (error) {
        for (const array of made) if (array) heap.give(forget(array), array.bytes);
        throw error;
      }
      linkedPlan.run(
        addresses,
        made.map((array) => array?.address ?? 0),
        steps,
        strides,
      );
      const taken = new Set(outputs.map((o) => o.replaces));
      for (const k of donated) {
        const address = forget(inputs[k] as DeviceArray);
        if (!taken.has(k)) heap.give(address, (inputs[k] as Owned).bytes);
      }
      return outputs.map((o, k) => {
        const { shape, dtype } = valueType(program, program.outputs[k] as ValueId);
        return made[k] ?? own(shape, dtype, addresses[o.replaces as number] as number);
      });
    };
    return {
      program,
      peakBytes: first.plan.peakBytes,
      run: (inputs, donated) => guarded(() => run(inputs, donated ?? NOTHING, 1, NOTHING)),
      runSteps: (inputs, donated, steps, rows) => guarded(() => run(inputs, donated, steps, rows)),
      dispose: () => {
        if (!closed) for (const p of plans.values()) p.dispose();
        plans.clear();
      },
    };
  }
}

/** Refuses a program that no memory can hold, with what its largest array is. */
function tooLarge(program: Program, bytes: number, most: number): ProblemError {
  const values = [...program.inputs, ...program.equations.flatMap((eq) => eq.outputs)].map((id) =>
    valueType(program, id),
  );
  const largest = values.reduce((a, b) => (bytesOf(b) > bytesOf(a) ? b : a));
  return new ProblemError(
    problem(
      'out-of-memory',
      `This needs ${megabytes(bytes)} MB of memory at once; WebAssembly can hold ${megabytes(most)} MB. ` +
        `The largest single array has ${megabytes(bytesOf(largest))} MB and the shape (${largest.shape.join(', ')}).`,
      {
        expected: `at most ${megabytes(most)} MB`,
        received: `${megabytes(bytes)} MB`,
        fixes: [{ label: 'Halve the batch size', action: 'reduce-batch-size' }],
      },
    ),
  );
}
