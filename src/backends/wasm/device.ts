/**
 * The WebAssembly device as lowering sees it: it computes nothing, but writes down on a tape what is to be done. Arrays
 * are places without an address; matrix products, image patches and the like are calls of compiled kernels, all else
 * calls of functions generated for the program at hand.
 */
import { bytesPerElement, type DType, type TypedArray, toTyped } from '../../base/dtype';
import { sizeOf } from '../../base/shape';
import type { ValueType } from '../../ops/program';
import type { Device, ReadyArgument, ReadyCall } from '../lowering/device';
import { sumRowsKernel } from '../lowering/reduction';
import {
  type ColumnsProduct,
  type CompiledCall,
  columnParts,
  cutCompiled,
  cutGenerated,
  sumArguments,
  sumsOf,
} from './cut';
import type { Generated, Machine } from './machine';
import { planReady } from './ready';
import { endWithBias, PLAIN, productRoom } from './ready-product';
import { type Argument, type Call, type Command, type Loop, type Place, type Storage, wholePlace } from './tape';

/** im2col matrices longer than this are cut along the batch, so that they stay in the second-level cache. */
const MOST_PATCHES = 1 << 19;
const MOST_INPUTS = 24;

/** Operations that drawing a random number takes. */
const WORD = 80;

const free = (): number => 0;

const TYPED = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array } as const;

export interface Recorder {
  readonly device: Device;
  readonly commands: readonly Command[];
  /** An array of the caller's. */
  caller(kind: 'input' | 'output', index: number, dtype: DType, length: number): Place;
  make(dtype: DType, length: number): Place;
  copy(from: Place, to: Place): void;
}

/** What recording needs of a machine. */
export type Recording = Pick<Machine, 'generate' | 'generateGroup' | 'smallProduct' | 'memory'> &
  Partial<Pick<Machine, 'fused' | 'guarded' | 'players'>>;

export function createRecorder(machine: Recording): Recorder {
  const commands: Command[] = [];
  let into: Command[] = commands;
  let loop: Loop | null = null;

  const make = (dtype: DType, length: number): Place => {
    const storage: Storage = { home: { kind: 'planned' }, bytes: length * bytesPerElement(dtype), loop };
    return wholePlace(storage, dtype, length);
  };
  // Where memory is watched, room for one call has zones around it as arrays have.
  const room = (bytes: number): Place =>
    machine.guarded ? make('bool', bytes) : wholePlace({ home: { kind: 'scratch' }, bytes, loop: null }, 'bool', bytes);
  const literal = (values: TypedArray, dtype: DType): Place => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    return wholePlace(
      { home: { kind: 'literal', values: bytes }, bytes: bytes.length, loop: null },
      dtype,
      values.length,
    );
  };
  const call = (c: Omit<Call, 'kind' | 'yielding' | 'cost'> & Partial<Pick<Call, 'yielding' | 'cost'>>): void => {
    into.push({ kind: 'call', yielding: [], cost: free, ...c });
  };
  const generated = (
    made: Generated,
    name: string,
    outs: readonly Place[],
    reads: readonly Place[],
    params: readonly number[],
  ): void => {
    const args = [...outs, ...reads].map((p): Argument => ({ address: p })).concat(params);
    call({
      callee: { kind: 'generated', code: made.code, name },
      args: [...args, 0, made.range.length],
      reads,
      writes: outs,
      yielding: yieldingPlaces(reads, made.yielding),
      ...cutGenerated(made, name, args, reads, outs),
    });
  };
  /** @param scratch room that is written besides the result */
  const compiled = (
    name: string,
    args: readonly Argument[],
    inputs: readonly Place[],
    out: Place,
    work = 0,
    scratch: readonly Place[] = [],
  ): void =>
    call({
      callee: { kind: 'compiled', name },
      args,
      reads: inputs,
      writes: [out, ...scratch],
      ...cutCompiled({ name, args, inputs, out, work }),
    });
  const copy = (from: Place, to: Place): void => {
    if (from.bytes > 0) into.push({ kind: 'copy', from, to });
  };
  const part = (p: Place, offset: number, length: number): Place => {
    const size = bytesPerElement(p.dtype);
    return { ...p, offset: p.offset + offset * size, length, bytes: length * size };
  };

  const device: Device = {
    name: 'wasm',
    label: 'WebAssembly SIMD',
    maxInputs: MOST_INPUTS,
    fused: machine.fused !== false,
    maxPatches: MOST_PATCHES,
    parallel: false,
    upload: literal,
    read: unrecorded,
    readNow: unrecorded,
    retain: () => undefined,
    release: () => undefined,
    prepare: (kernel) => {
      const made = machine.generate(kernel);
      const length = sizeOf(kernel.space);
      return (inputs, params = []) => {
        const out = make(kernel.output, length);
        const name = `a generated kernel of ${kernel.output} [${kernel.space}]`;
        if (length > 0) generated(made, name, [out], inputs as readonly Place[], params);
        return out;
      };
    },
    prepareGroup: (group) => {
      const made = machine.generateGroup(group);
      if (!made) return null;
      const length = sizeOf(group.space);
      return (inputs) => {
        const outs = group.outputs.map((dtype) => make(dtype, length));
        generated(made, `a generated group of [${group.space}]`, outs, inputs as readonly Place[], []);
        return outs;
      };
    },
    matmul: (s) => (a, b) => {
      const [x, y] = [a as Place, b as Place];
      const scratch = room(productRoom(s.m, s.k, s.n));
      const out = make('float32', s.batch * s.m * s.n);
      const sizes = [s.batch, s.m, s.k, s.n, Number(s.transposeA), Number(s.transposeB)];
      const addresses = [x, y, out, scratch].map((p): Argument => ({ address: p }));
      compiled('matmul', [...sizes, ...addresses, ...PLAIN], [x, y], out, 0, [scratch]);
      return out;
    },
    ready: {
      plan: planReady,
      end: endWithBias,
      prepare: (ready) => (inputs) => playReady(ready, inputs as readonly Place[]),
    },
    randomUniform: unrecorded,
    words: {
      uniform: (key, length) => {
        const out = make('float32', length);
        const words = [0, 1].map((k): Argument => ({ word: part(key as Place, k, 1) }));
        compiled('random_uniform', [...words, length, { address: out }], [key as Place], out, WORD * length);
        return out;
      },
      evaluate: (run, inputs, outputs) => onHost(run, inputs as readonly Place[], outputs),
    },
    row: (source, offset, length) => part(source as Place, offset, length),
    stack: (rows) => {
      const first = rows[0] as Place;
      const out = make(first.dtype, first.length * rows.length);
      rows.forEach((r, k) => {
        copy(r as Place, part(out, k * first.length, first.length));
      });
      return out;
    },
    loop: {
      make,
      copy: (from, to) => copy(from as Place, to as Place),
      run: (turns, reverse, body) => {
        const outer = { into, loop };
        const inner: Loop = { kind: 'loop', turns, reverse, body: [], parent: loop };
        outer.into.push(inner);
        into = inner.body;
        loop = inner;
        body((stack, length) => {
          const p = stack as Place;
          const bytes = length * bytesPerElement(p.dtype);
          return { ...p, length, bytes, strides: [...p.strides, { loop: inner, bytes }] };
        });
        into = outer.into;
        loop = outer.loop;
      },
    },
    scatterAdd: (s) => (indices, updates) => {
      const out = make('float32', s.rows * s.width);
      const reads = [indices as Place, updates as Place];
      const addresses = [...reads, out].map((p): Argument => ({ address: p }));
      compiled('scatter_add', [s.count, s.rows, s.width, ...addresses], reads, out);
      return out;
    },
    memory: () => ({ arrays: 0, bytes: 0 }),
    sync: async () => undefined,
    close: () => undefined,
    onLost: () => undefined,
  };

  function playReady(ready: ReadyCall, inputs: readonly Place[]): Place {
    const out = make(ready.output.dtype, ready.output.length);
    const scratch = room(ready.scratch);
    const places = (a: ReadyArgument): Place => {
      if (typeof a === 'number') throw new Error('A number has no place.');
      return a.of === 'output' ? out : a.of === 'scratch' ? scratch : (inputs[a.of] as Place);
    };
    for (const { name, args: given } of ready.calls) {
      const args = given.map(
        (a): Argument => (typeof a === 'number' ? a : { address: places(a), plus: a.offset ?? 0 }),
      );
      const used = given.filter((a) => typeof a !== 'number').map(places);
      const mine = (p: Place): boolean => p === out || p === scratch;
      const call = { name, args, inputs: used.filter((p) => !mine(p)), out, work: ready.work ?? 0 };
      const sums = ready.calls.length === 1 ? sumsOf(call) : 1;
      if (sums > 1) return summed(call, sums, scratch);
      const columns = columnParts(call);
      if (columns) return summedColumns(call, columns);
      compiled(name, args, call.inputs, out, call.work, used.includes(scratch) ? [scratch] : []);
    }
    return out;
  }

  /** A call that sums over samples, as calls for some of them each, and the sum of their results. */
  function summed(c: CompiledCall, count: number, scratch: Place): Place {
    const { length } = c.out;
    const results = make('float32', count * length);
    for (let k = 0; k < count; k++) {
      const out = part(results, k * length, length);
      const args = sumArguments(c, count, k).map((a) =>
        typeof a === 'object' && 'address' in a && a.address === c.out ? { ...a, address: out } : a,
      );
      compiled(c.name, args, c.inputs, out, c.work / count, [scratch]);
    }
    return device.prepare(sumRowsKernel(count, length))([results]) as Place;
  }

  /** A product that sums over rows, as products of some of them each, and the sum of these. They are not cut any more. */
  function summedColumns(c: CompiledCall, { m, rows, n }: ColumnsProduct): Place {
    const [x, y] = c.inputs as readonly [Place, Place];
    const count = x.length / (m * rows);
    const results = make('float32', count * m * n);
    const scratch = room(productRoom(m, rows, n));
    for (let k = 0; k < count; k++) {
      const inputs = [part(x, k * rows * m, rows * m), part(y, k * rows * n, rows * n)];
      const out = part(results, k * m * n, m * n);
      const addresses = [...inputs, out, scratch].map((p): Argument => ({ address: p }));
      const args = [1, m, rows, n, 1, 0, ...addresses, ...PLAIN];
      const { cost } = cutCompiled({ name: c.name, args, inputs, out, work: 0 });
      call({ callee: { kind: 'compiled', name: c.name }, args, reads: inputs, writes: [out, scratch], cost });
    }
    return device.prepare(sumRowsKernel(count, m * n))([results]) as Place;
  }

  function onHost(
    run: (inputs: readonly TypedArray[]) => TypedArray[],
    inputs: readonly Place[],
    outputs: readonly ValueType[],
  ): Place[] {
    const made = outputs.map((t) => make(t.dtype, sizeOf(t.shape)));
    call({
      callee: {
        kind: 'host',
        name: 'a random draw',
        run: (addresses) => {
          const { buffer } = machine.memory;
          const view = (p: Place, k: number): TypedArray =>
            new TYPED[p.dtype](buffer, (addresses[k] as number) >>> 0, p.length);
          const results = run(inputs.map((p, k) => view(p, k).slice()));
          made.forEach((p, k) => {
            view(p, inputs.length + k).set(toTyped(p.dtype, results[k] as TypedArray));
          });
        },
      },
      args: [...inputs, ...made].map((p) => ({ address: p })),
      reads: inputs,
      writes: made,
    });
    return made;
  }

  return {
    device,
    commands,
    make,
    copy,
    caller: (kind, index, dtype, length) =>
      wholePlace({ home: { kind, index }, bytes: length * bytesPerElement(dtype), loop: null }, dtype, length),
  };
}

/** An array read twice yields only if both reads do. */
function yieldingPlaces(reads: readonly Place[], yielding: readonly number[]): Place[] {
  const other = reads.filter((_, k) => !yielding.includes(k)).map((r) => r.storage);
  return yielding.map((k) => reads[k] as Place).filter((p) => !other.includes(p.storage));
}

/** Values exist only when the tape is played. */
function unrecorded(_: unknown): never {
  throw new Error('A program was lowered by looking at its values.');
}
