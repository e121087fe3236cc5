/** The engine behind the backend: one linear memory, the compiled kernels over it, and a cache of generated functions. */
import * as kernels from 'virtual:strata-kernels';
import { ProblemError, problem } from '../../base/problem';
import type { Kernel } from '../lowering/kernel';
import { compileKernel } from './compile';
import { type KernelTree, readKernel } from './dialect';
import type { CompiledFunction } from './encode';
import { Heap } from './heap';
import { Imports } from './imports';
import { inPlaceInputs } from './in-place';
import { rowSums } from './reductions';
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
  /** Watches every array for writes outside it; slow, for tests. */
  readonly guarded?: boolean;
}

export class Machine {
  readonly memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  readonly guarded: boolean;
  readonly fused: boolean;
  readonly heap: Heap;
  readonly workspace: Workspace;
  readonly imports = new Imports();
  private readonly exports: Exports;
  private readonly generated = new Map<string, Generated>();

  /** @throws ProblemError code `backend-unavailable` without WebAssembly SIMD */
  constructor(options: MachineOptions = {}) {
    this.guarded = options.guarded === true;
    this.fused = options.fused !== false;
    this.heap = new Heap(this.memory, this.guarded);
    this.workspace = new Workspace(this.heap);
    if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(PROBE)) {
      throw new ProblemError(problem('backend-unavailable', 'This browser has no WebAssembly with SIMD.'));
    }
    const build = (options.relaxed ?? WebAssembly.validate(RELAXED_PROBE)) ? kernels.relaxed : kernels.plain;
    const bytes = Uint8Array.from(atob(build), (c) => c.charCodeAt(0));
    const abort = (): never => {
      throw new Error('A compiled kernel stopped.');
    };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: this.memory, abort },
    });
    this.exports = exports as unknown as Exports;
  }

  /** What generated modules import of the compiled kernels. */
  imported(): Exports {
    return Object.fromEntries(this.imports.list.map(({ name }) => [name, this.exports[name] as Exports[string]]));
  }

  /** The function of a kernel, made once for equal kernels. */
  generate(kernel: Kernel): Generated {
    const tree: KernelTree = readKernel(kernel);
    const known = this.generated.get(tree.text);
    if (known) return known;
    if (this.generated.size >= MOST_KEPT) this.generated.clear();
    // Rows are added to a result that is written before all is read.
    const yielding = rowSums(tree) ? [] : inPlaceInputs(kernel, tree);
    const made = { code: compileKernel(kernel, tree, this.imports), yielding };
    this.generated.set(tree.text, made);
    return made;
  }
}
