/**
 * The WebAssembly device: arrays in one linear memory, matrix products and image patches by compiled SIMD kernels, all
 * else by functions generated for the program at hand. Nothing is evaluated as script.
 */
import kernels from 'virtual:strata-kernels';
import { allocate, bytesPerElement, type DType, type TypedArray } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { sizeOf } from '../../base/shape';
import type { Device, DeviceBuffer, PatchSpec, ReadyArgument } from '../lowering/device';
import { compileKernel } from './compile';
import { readKernel } from './dialect';
import { Heap } from './heap';
import { planReady } from './ready';

interface WasmBuffer extends DeviceBuffer {
  readonly address: number;
  references: number;
  /** The buffer this one is a part of. */
  readonly whole: WasmBuffer | null;
}

interface Kernels {
  matmul(
    b: number,
    m: number,
    k: number,
    n: number,
    ta: number,
    tb: number,
    x: number,
    y: number,
    out: number,
    scratch: number,
  ): void;
  matmul_scratch(m: number, k: number, n: number): number;
  random_uniform(k0: number, k1: number, n: number, out: number): void;
  geometry_address(): number;
  scatter_add(count: number, rows: number, width: number, indices: number, updates: number, out: number): void;
  patches(batch: number, channels: number, image: number, matrix: number): void;
  fold(batch: number, channels: number, matrix: number, image: number): void;
}

type Run = (...addresses: number[]) => void;

/** im2col matrices longer than this are cut along the batch, so that they stay in the second-level cache. */
const MOST_PATCHES = 1 << 19;
const MOST_INPUTS = 24;

/** A module with one vector instruction: does this engine know SIMD? */
const PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
); // biome-ignore format: a table

export function createWasmDevice(): Device {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(PROBE)) {
    throw new ProblemError(problem('backend-unavailable', 'This browser has no WebAssembly with SIMD.'));
  }
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const heap = new Heap(memory);
  const bytes = Uint8Array.from(atob(kernels), (c) => c.charCodeAt(0));
  const compiled = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: {
      memory,
      abort: () => {
        throw new Error('A compiled kernel stopped.');
      },
    },
  }).exports;
  const k = compiled as unknown as Kernels;
  const functions = new Map<string, Run>();
  let arrays = 0;
  let used = 0;
  let scratch = { address: 0, bytes: 0 };

  const wrap = (dtype: DType, length: number, address: number, whole: WasmBuffer | null = null): WasmBuffer => {
    arrays++;
    if (!whole) used += length * bytesPerElement(dtype);
    return { dtype, length, address, references: 1, whole };
  };
  const make = (dtype: DType, length: number): WasmBuffer =>
    wrap(dtype, length, heap.take(length * bytesPerElement(dtype)));
  const release = (buffer: DeviceBuffer): void => {
    const b = buffer as WasmBuffer;
    if (--b.references > 0) return;
    arrays--;
    if (b.whole) {
      release(b.whole);
      return;
    }
    used -= b.length * bytesPerElement(b.dtype);
    heap.give(b.address, b.length * bytesPerElement(b.dtype));
  };
  const at = (b: DeviceBuffer): number => (b as WasmBuffer).address;
  const copy = (b: DeviceBuffer): TypedArray => {
    const out = allocate(b.dtype, b.length);
    new Uint8Array(out.buffer).set(new Uint8Array(memory.buffer, at(b), out.byteLength));
    return out;
  };
  const lend = (wanted: number): number => {
    if (scratch.bytes < wanted) {
      if (scratch.bytes > 0) heap.give(scratch.address, scratch.bytes);
      scratch = { address: heap.take(wanted), bytes: wanted };
    }
    return scratch.address;
  };
  const geometry = (p: PatchSpec): void => {
    const three = (v: readonly number[], fill: number): number[] => [
      ...new Array<number>(3 - v.length).fill(fill),
      ...v,
    ];
    const rows = [
      three(p.input, 1),
      three(p.output, 1),
      three(p.window, 1),
      three(p.strides, 1),
      three(p.dilation, 1),
      three(p.low, 0),
    ];
    new Int32Array(memory.buffer, k.geometry_address(), 18).set(rows.flat());
  };

  return {
    name: 'wasm',
    label: 'WebAssembly SIMD',
    maxInputs: MOST_INPUTS,
    maxPatches: MOST_PATCHES,
    parallel: false,
    upload: (values, dtype) => {
      const b = make(dtype, values.length);
      new Uint8Array(memory.buffer, b.address, values.byteLength).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
      return b;
    },
    read: async (buffer) => copy(buffer),
    readNow: copy,
    retain: (buffer) => {
      (buffer as WasmBuffer).references++;
    },
    release,
    prepare: (kernel) => {
      const tree = readKernel(kernel);
      let run = functions.get(tree.text);
      if (!run) {
        const made = compileKernel(kernel, tree);
        const env = { memory, ...Object.fromEntries(made.imports.map((f) => [f.name, compiled[f.name] as Run])) };
        run = new WebAssembly.Instance(new WebAssembly.Module(made.bytes), { env }).exports.run as Run;
        functions.set(tree.text, run);
      }
      const call = run;
      const length = sizeOf(kernel.space);
      return (inputs, params = []) => {
        const out = make(kernel.output, length);
        if (length > 0) call(out.address, ...inputs.map(at), ...params);
        return out;
      };
    },
    matmul: (s) => {
      const wanted = k.matmul_scratch(s.m, s.k, s.n);
      return (a, b) => {
        const room = lend(wanted);
        const out = make('float32', s.batch * s.m * s.n);
        k.matmul(s.batch, s.m, s.k, s.n, Number(s.transposeA), Number(s.transposeB), at(a), at(b), out.address, room);
        return out;
      };
    },
    ready: {
      plan: planReady,
      prepare: (ready) => {
        const calls = ready.calls.map((c) => ({ run: compiled[c.name] as Run, args: c.args }));
        return (inputs) => {
          const room = lend(ready.scratch);
          const out = make(ready.output.dtype, ready.output.length);
          const address = (a: ReadyArgument): number => {
            if (typeof a === 'number') return a;
            const start =
              a.of === 'output' ? out.address : a.of === 'scratch' ? room : at(inputs[a.of] as DeviceBuffer);
            return start + (a.offset ?? 0);
          };
          for (const c of calls) c.run(...c.args.map(address));
          return out;
        };
      },
    },
    randomUniform: (key, length) => {
      const out = make('float32', length);
      k.random_uniform(key[0], key[1], length, out.address);
      return out;
    },
    row: (source, offset, length) => {
      const whole = source as WasmBuffer;
      const root = whole.whole ?? whole;
      root.references++;
      return wrap(source.dtype, length, whole.address + offset * bytesPerElement(source.dtype), root);
    },
    stack: (rows) => {
      const first = rows[0] as WasmBuffer;
      const out = make(first.dtype, first.length * rows.length);
      const all = new Uint8Array(memory.buffer);
      const step = first.length * bytesPerElement(first.dtype);
      rows.forEach((r, i) => {
        all.copyWithin(out.address + i * step, at(r), at(r) + step);
      });
      return out;
    },
    scatterAdd: (s) => (indices, updates) => {
      const out = make('float32', s.rows * s.width);
      k.scatter_add(s.count, s.rows, s.width, at(indices), at(updates), out.address);
      return out;
    },
    images: {
      patches: (spec) => (x) => {
        const out = make('float32', spec.batch * sizeOf(spec.output) * sizeOf(spec.window) * spec.channels);
        geometry(spec);
        k.patches(spec.batch, spec.channels, at(x), out.address);
        return out;
      },
      fold: (spec) => (columns) => {
        const out = make('float32', spec.batch * sizeOf(spec.input) * spec.channels);
        geometry(spec);
        k.fold(spec.batch, spec.channels, at(columns), out.address);
        return out;
      },
    },
    memory: () => ({ arrays, bytes: used }),
    sync: async () => undefined,
    close: () => functions.clear(),
    onLost: () => undefined,
  };
}
