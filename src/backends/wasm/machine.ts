/** The engine behind the backend: one linear memory, the compiled kernels over it, and a cache of generated functions. */
import * as kernels from 'virtual:strata-kernels';
import { ProblemError, problem } from '../../base/problem';
import type { Kernel, KernelGroup } from '../lowering/kernel';
import { alikeLengths, compileScalars, compileVectors, lengthsOf, type Range, rangeOf } from './compile';
import { alone, type KernelTree, readKernel } from './dialect';
import type { CompiledFunction } from './encode';
import { Heap, JOBS, mostBytes, NUMBERS } from './heap';
import { Imports } from './imports';
import { inPlaceInputs } from './in-place';
import { Reach } from './reach';
import { wantingSharedMemory } from './shared-memory';
import { compileSmallProduct, type SmallProduct } from './small-product';
import { ownRoom, type ThreadOptions, ThreadPool } from './threads';
import { CONSTANTS } from './vector-math';
import { Workspace } from './workspace';

/** Exports of the compiled kernels by name. */
type Exports = Readonly<Record<string, (...args: number[]) => number>>;

/** A function written for a kernel, or for several that differ in their outermost length only. */
interface Written {
  readonly code: CompiledFunction;
  /** Positions of inputs whose memory the output may take. */
  readonly yielding: readonly number[];
  /** Whether it does four elements at a time. */
  readonly vectors: boolean;
}

export interface Generated extends Pick<Written, 'code' | 'yielding'> {
  /** What it may be cut along. */
  readonly range: Range;
  /** What a part of it reads, and how long it takes. */
  reach(from: number, to: number): Reach;
}

/** Generated functions kept for the next program; more than any one project makes. */
const MOST_KEPT = 4096;

/** A module with one vector instruction: does this engine know SIMD? */
const PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
); // biome-ignore format: a table

/** A module with one fused multiply-add: does it know relaxed SIMD too? */
const RELAXED_PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
); // biome-ignore format: a table

export interface MachineOptions {
  /** Whether the kernels use fused multiply-add; by default where the engine can. */
  readonly relaxed?: boolean;
  /** Whether pointwise work melts into what reads it; by default it does. */
  readonly fused?: boolean;
  /** Threads that share large products and convolutions; none by default. */
  readonly threads?: ThreadOptions | null;
  /** Watches every array for writes outside it; slow, for tests. */
  readonly guarded?: boolean;
}

const PAGES = 65536;

/** Memory up to 4 GiB; shared memory is set aside at once by some engines, so less is asked for where that fails. */
function makeMemory(shared: boolean): { memory: WebAssembly.Memory; pages: number } {
  for (const pages of shared ? [PAGES, PAGES / 2, PAGES / 4] : [PAGES]) {
    try {
      return { memory: new WebAssembly.Memory({ initial: 64, maximum: pages, shared }), pages };
    } catch (error) {
      if (pages === PAGES / 4 || !shared) throw error;
    }
  }
  throw new Error('No memory was made.');
}

/** Bytes written in base 64. A loop: code that runs for the first time is slow at a callback for each of them. */
function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

export class Machine {
  readonly memory: WebAssembly.Memory;
  /** Most bytes a program and its arrays may take. */
  readonly mostBytes: number;
  readonly guarded: boolean;
  readonly fused: boolean;
  readonly heap: Heap;
  readonly workspace: Workspace;
  readonly imports: Imports;
  /** Pages a shared memory may have; null for memory of one thread. */
  readonly sharedPages: number | null;
  readonly pool: ThreadPool | null;
  private readonly exports: Exports;
  private readonly generated = new Map<string, Generated | null>();
  private readonly written = new Map<string, Written | null>();
  private readonly products = new Map<string, CompiledFunction>();

  /** @throws ProblemError code `backend-unavailable` without WebAssembly SIMD */
  constructor(options: MachineOptions = {}) {
    this.fused = options.fused !== false;
    if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(PROBE)) {
      throw new ProblemError(problem('backend-unavailable', 'This browser has no WebAssembly with SIMD.'));
    }
    const threads = options.threads ?? null;
    const { memory, pages } = makeMemory(threads !== null);
    this.memory = memory;
    this.mostBytes = mostBytes(pages);
    this.guarded = options.guarded === true;
    this.heap = new Heap(this.memory, this.guarded);
    this.workspace = new Workspace(this.heap);
    const relaxed = options.relaxed ?? WebAssembly.validate(RELAXED_PROBE);
    this.imports = new Imports(relaxed);
    new Float32Array(memory.buffer, NUMBERS, CONSTANTS.length).set(CONSTANTS);
    const bytes = bytesOfText(relaxed ? kernels.relaxed : kernels.plain);
    const module = new WebAssembly.Module(threads ? wantingSharedMemory(bytes, pages) : bytes);
    const abort = (): never => {
      throw new Error('A compiled kernel stopped.');
    };
    this.exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports;
    // What the module itself has room for is written anew whenever a thread loads it.
    this.exports.use_edge?.(ownRoom(JOBS, 0));
    this.sharedPages = threads ? pages : null;
    this.pool = threads && !this.guarded ? new ThreadPool(threads, memory, module, JOBS) : null;
  }

  /** Threads that may work on a program, the caller included. */
  get players(): number {
    return this.pool?.players ?? 1;
  }

  /** What generated modules import. */
  imported(): WebAssembly.ModuleImports {
    return { ...this.exports };
  }

  close(): void {
    this.pool?.close();
    this.forget();
    this.products.clear();
  }

  private forget(): void {
    this.generated.clear();
    this.written.clear();
  }

  /** The function of a kernel, made once for equal kernels. */
  generate(kernel: Kernel): Generated {
    const group = alone(kernel);
    return this.kept(group, (tree) => compileScalars(group, tree, this.imports)) as Generated;
  }

  /** The function of several kernels, or null where not all can be done four elements at a time. */
  generateGroup(group: KernelGroup): Generated | null {
    return this.kept(group, () => null);
  }

  /** The function of a product of small matrices. */
  smallProduct(product: SmallProduct): CompiledFunction {
    const key = JSON.stringify(product);
    const code = this.products.get(key) ?? compileSmallProduct(product, this.imports);
    this.products.set(key, code);
    return code;
  }

  /** @param otherwise writes what cannot be done four elements at a time */
  private kept(kernel: KernelGroup, otherwise: (tree: KernelTree) => CompiledFunction | null): Generated | null {
    const tree = readKernel(kernel);
    const key = `${lengthsOf(tree)}|${tree.text}`;
    const known = this.generated.get(key);
    if (known !== undefined) return known;
    if (this.generated.size >= MOST_KEPT) this.forget();
    const alike = `${alikeLengths(tree)}|${tree.text}`;
    let written = this.written.get(alike);
    if (written === undefined) {
      const vectors = compileVectors(kernel, tree, this.imports);
      const code = vectors ?? otherwise(tree);
      written = code && { code, yielding: inPlaceInputs(kernel, tree), vectors: vectors !== null };
      this.written.set(alike, written);
    }
    const made = written && generated(tree, written);
    this.generated.set(key, made);
    return made;
  }
}

export function generated(tree: KernelTree, { code, yielding, vectors }: Written): Generated {
  const range = rangeOf(tree);
  const reaches = new Map<string, Reach>();
  const reach = (from: number, to: number): Reach => {
    const key = `${from} ${to}`;
    const found = reaches.get(key) ?? new Reach(tree, range, from, to, vectors);
    reaches.set(key, found);
    return found;
  };
  return { code, yielding, range, reach };
}
