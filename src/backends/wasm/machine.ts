/** The engine behind the backend: one linear memory, the compiled kernels over it, and a cache of generated functions. */
import * as kernels from 'virtual:strata-kernels';
import { ProblemError, problem } from '../../base/problem';
import type { Kernel, KernelGroup } from '../lowering/kernel';
import { compileKernel, compileVectors } from './compile';
import { alone, type KernelTree, readKernel } from './dialect';
import type { CompiledFunction } from './encode';
import { Heap, JOBS, mostBytes, NUMBERS } from './heap';
import { Imports } from './imports';
import { inPlaceInputs } from './in-place';
import { wantingSharedMemory } from './shared-memory';
import { argumentsAt, type Jobs, type ThreadOptions, ThreadPool } from './threads';
import { CONSTANTS } from './vector-math';
import { Workspace } from './workspace';

/** Exports of the compiled kernels by name. */
type Exports = Readonly<Record<string, (...args: number[]) => number>>;

export interface Generated {
  readonly code: CompiledFunction;
  /** Positions of inputs whose memory the output may take. */
  readonly yielding: readonly number[];
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

export class Machine {
  readonly memory: WebAssembly.Memory;
  /** Most bytes a program and its arrays may take. */
  readonly mostBytes: number;
  readonly guarded: boolean;
  readonly fused: boolean;
  readonly heap: Heap;
  readonly workspace: Workspace;
  readonly imports: Imports;
  readonly jobs: Jobs;
  private readonly exports: Exports;
  private readonly pool: ThreadPool | null;
  private readonly generated = new Map<string, Generated | null>();

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
    const bytes = Uint8Array.from(atob(relaxed ? kernels.relaxed : kernels.plain), (c) => c.charCodeAt(0));
    const module = new WebAssembly.Module(threads ? wantingSharedMemory(bytes, pages) : bytes);
    const abort = (): never => {
      throw new Error('A compiled kernel stopped.');
    };
    this.exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports;
    const names = Object.keys(this.exports).filter((name) => typeof this.exports[name] === 'function');
    this.jobs = { block: JOBS, memoryPages: threads ? pages : null, numberOf: (name) => names.indexOf(name) };
    this.pool = threads ? new ThreadPool(threads, memory, module, JOBS, this.exports, names) : null;
    this.fork = this.pool
      ? this.pool.run.bind(this.pool)
      : (kernel, parts, arity) => this.runAlone(names, kernel, parts, arity);
  }

  /** Whether large calls are worth cutting for threads. */
  get threaded(): boolean {
    return this.pool !== null;
  }

  /** Does a job whose arguments lie in the job block. */
  private readonly fork: (kernel: number, parts: number, arity: number) => void;

  private runAlone(names: readonly string[], kernel: number, parts: number, arity: number): void {
    const run = this.exports[names[kernel] as string] as Exports[string];
    for (let part = 0; part < parts; part++) {
      run(...new Int32Array(this.memory.buffer, this.jobs.block + argumentsAt(part), arity));
    }
  }

  /** What generated modules import. */
  imported(): WebAssembly.ModuleImports {
    const compiled = this.imports.list.map(({ name }) => [name, this.exports[name] as Exports[string]] as const);
    return { ...Object.fromEntries(compiled), fork: this.fork };
  }

  close(): void {
    this.pool?.close();
    this.generated.clear();
  }

  /** The function of a kernel, made once for equal kernels. */
  generate(kernel: Kernel): Generated {
    const group = alone(kernel);
    return this.kept(group, (tree) => compileKernel(group, tree, this.imports)) as Generated;
  }

  /** The function of several kernels, or null where not all can be done four elements at a time. */
  generateGroup(group: KernelGroup): Generated | null {
    return this.kept(group, (tree) => compileVectors(group, tree, this.imports));
  }

  private kept(kernel: KernelGroup, compile: (tree: KernelTree) => CompiledFunction | null): Generated | null {
    const tree = readKernel(kernel);
    const known = this.generated.get(tree.text);
    if (known !== undefined) return known;
    if (this.generated.size >= MOST_KEPT) this.generated.clear();
    const code = compile(tree);
    const made = code && { code, yielding: inPlaceInputs(kernel, tree) };
    this.generated.set(tree.text, made);
    return made;
  }
}
