/**
 * Compiles a kernel to a WebAssembly function `(...outputs, ...inputs, ...params, from, to)` over addresses in linear
 * memory: nested loops over its coordinates, the innermost in steps of eight and four where the kernel allows it, the rest
 * one by one. The outermost loop runs over a part of its length, so that threads can share it.
 */
import type { DType } from '../../base/dtype';
import type { KernelGroup } from '../lowering/kernel';
import { Assembler, EMPTY_BLOCK, OP, SIMD } from './assembler';
import type { KernelTree } from './dialect';
import { type CompiledFunction, unsigned } from './encode';
import type { Imports } from './imports';
import { changeOf, parted, spreadNames } from './invariant';
import type { Expression } from './parse';
import { type RowSums, reduceAlong, rowSums } from './reductions';
import { countedLoop, type Kind, ScalarWriter } from './scalars';
import { NOT_VECTOR, NotVector, VectorWriter } from './vectors';

/** Innermost loops at least so long do eight elements at a time. */
const LONG = 8;

/** Vectors that sums of rows run in side by side: first as many as possible, then what is left. */
const COLUMNS = [4, 1];

const KIND_OF: Record<DType, Kind> = { float32: 'f', int32: 'i', uint32: 'i', bool: 'b' };

/** One element at a time, which every kernel allows. */
export function compileScalars(kernel: KernelGroup, tree: KernelTree, imports: Imports): CompiledFunction {
  return write(kernel, tree, imports, false);
}

/** Null where a kernel cannot be done four elements at a time. */
export function compileVectors(kernel: KernelGroup, tree: KernelTree, imports: Imports): CompiledFunction | null {
  try {
    return write(kernel, tree, imports, true);
  } catch (error) {
    if (error instanceof NotVector) return null;
    throw error;
  }
}

/** The loop a kernel is cut along: the outermost that has more than one turn. */
export interface Range {
  readonly loop: number;
  readonly length: number;
  /** Elements of the result in one turn. */
  readonly stride: number;
  /** Several elements are computed otherwise than one: parts begin where they would without a cut. */
  readonly unit: number;
}

/** Elements in a cache line: two threads should rather not write to one. */
const LINE = 16;

export function rangeOf(tree: KernelTree): Range {
  const last = tree.loops.length - 1;
  const found = tree.loops.findIndex((l) => l.length > 1);
  const loop = found < 0 ? last : found;
  const stride = tree.loops.slice(loop + 1).reduce((n, l) => n * l.length, 1);
  const length = tree.loops[loop]?.length ?? 1;
  // Sums over much that give few numbers are worth more than whole lines.
  const least = length < LONG ? 4 : length < 4 * LINE ? 8 : LINE;
  return { loop, length, stride, unit: loop === last ? least : 1 };
}

/** The lengths of a kernel's loops: they and its text say what it is. */
export const lengthsOf = (tree: KernelTree): string => tree.loops.map((l) => l.length).join();

/** From here on only what is left over by eights makes a difference to a loop's code. */
const ANY_LENGTH = 64;

/**
 * The lengths as far as code depends on them: where the outermost loop begins and ends is told at each call. Kernels that
 * are alike in this and in their text are one function.
 */
export function alikeLengths(tree: KernelTree): string {
  const { loop, length, unit } = rangeOf(tree);
  const last = loop === tree.loops.length - 1;
  if (length <= unit || (last && length < ANY_LENGTH)) return lengthsOf(tree);
  return tree.loops.map((l, k) => (k === loop ? (last ? `any ${length % 8}` : 'any') : l.length)).join();
}

function write(kernel: KernelGroup, tree: KernelTree, imports: Imports, vectors: boolean): CompiledFunction {
  const params = kernel.params ?? 0;
  const outputs = kernel.outputs.length;
  const before = outputs + kernel.inputs.length;
  const asm = new Assembler(before + params + 2, imports);
  const pointers = kernel.inputs.map((_, k) => outputs + k);
  const extra = Array.from({ length: params }, (_, k) => before + k);
  const scalars = new ScalarWriter(asm, kernel.inputs, pointers, extra);
  scalars.better = (loop) => reduceAlong(asm, scalars, loop);
  const i = scalars.declare('i', 'i').index;
  const range = rangeOf(tree);
  const [from, to] = [before + params, before + params + 1];
  // What is too short to be cut is always done whole.
  const parts = (depth: number): boolean => depth === range.loop && range.length > range.unit;
  /** The bounds of a loop: all of it, or the part that is asked for. */
  const bounds = (depth: number, at: number, end: number): void => {
    if (parts(depth)) asm.get(from);
    else asm.int(0);
    asm.set(at);
    if (parts(depth)) asm.get(to);
    else asm.int(tree.loops[depth]?.length ?? 1);
    asm.set(end);
  };
  const kinds = kernel.outputs.map((dtype) => KIND_OF[dtype]);

  const place = (output = 0): void => {
    asm.get(output);
    asm.get(i);
    if (kinds[output] !== 'b') {
      asm.int(4);
      asm.op(OP.i32Mul);
    }
    asm.op(OP.i32Add);
  };
  const forward = (step: number): void => {
    asm.get(i);
    asm.int(step);
    asm.op(OP.i32Add);
    asm.set(i);
  };
  const { fixed, varying } = parted(tree);
  const one = (): void => {
    scalars.statements(varying);
    kinds.forEach((kind, k) => {
      place(k);
      scalars.as(kind, tree.values[k] as Expression);
      if (kind === 'b') asm.memory(OP.i32Store8, 0);
      else asm.memory(kind === 'f' ? OP.f32Store : OP.i32Store, 2);
    });
    forward(1);
  };
  /** The next four elements, or as many times four as there are copies. */
  const four = (inner: string, copies: number): void => {
    const writer = new VectorWriter(asm, scalars, [inner, 'i'], copies);
    writer.statements(varying);
    kinds.forEach((kind, k) => {
      writer.each((copy) => {
        place(k);
        if (writer.value(tree.values[k] as Expression) !== kind) throw NOT_VECTOR;
        if (kind === 'b') storeMask(asm, 4 * copy);
        else asm.simd(SIMD.store, 0, ...unsigned(16 * copy));
      });
    });
    forward(4 * copies);
  };
  /** Columns of the innermost loop side by side, as many as make a cache line or two, through all rows of what is summed. */
  const addRows = (sums: RowSums, inner: KernelTree['loops'][number]): void => {
    const at = scalars.declare(inner.name, 'i').index;
    const end = asm.local('i32');
    bounds(tree.loops.length - 1, at, end);
    const through = (k: number, add: () => void): void => {
      const row = sums.rows[k];
      if (row) scalars.loop(row, () => through(k + 1, add));
      else add();
    };
    const columns = (copies: number): void =>
      countedLoop(asm, at, end, 4 * copies, () => {
        const writer = new VectorWriter(asm, scalars, [inner.name, 'i'], copies);
        const lanes = writer.bind(sums.variable, 'f');
        writer.each((copy) => {
          writer.value(sums.start);
          asm.set(lanes + copy);
        });
        through(0, () => writer.statements(sums.body));
        writer.each((copy) => {
          place();
          asm.get(lanes + copy);
          asm.simd(SIMD.store, 0, ...unsigned(16 * copy));
        });
        forward(4 * copies);
      });
    for (const copies of COLUMNS) if (inner.length >= 4 * copies) columns(copies);
    if (inner.length % 4 === 0) return;
    const held = scalars.declare(sums.variable, 'f').index;
    countedLoop(asm, at, end, 1, () => {
      scalars.as('f', sums.start);
      asm.set(held);
      through(0, () => scalars.statements(sums.body));
      place();
      asm.get(held);
      asm.memory(OP.f32Store, 2);
      forward(1);
    });
  };
  const sums = vectors && kinds[0] === 'f' ? rowSums(tree) : null;
  const nest = (depth: number): void => {
    const loop = tree.loops[depth];
    if (!loop) {
      one();
      return;
    }
    if (sums && depth === tree.loops.length - 1) {
      addRows(sums, loop);
      return;
    }
    const at = scalars.declare(loop.name, 'i').index;
    const end = asm.local('i32');
    bounds(depth, at, end);
    /** Elements `step` at a time, as far as that goes; what happens once is no loop. */
    const along = (step: number, turns: number, body: () => void): void => {
      if (parts(depth) || turns > 1) countedLoop(asm, at, end, step, body);
      else if (turns === 1) {
        body();
        asm.get(at);
        asm.int(step);
        asm.op(OP.i32Add);
        asm.set(at);
      }
    };
    const { length } = loop;
    if (depth < tree.loops.length - 1 || !vectors) {
      along(1, length, () => nest(depth + 1));
      return;
    }
    if (length >= LONG) along(8, Math.floor(length / 8), () => four(loop.name, 2));
    const left = length >= LONG ? length % 8 : length;
    if (left >= 4) along(4, 1, () => four(loop.name, 1));
    if (length % 4 > 0) along(1, length % 4, () => nest(depth + 1));
  };
  /** An array that is changed in place at one element only needs no loop. */
  const change = (): void => {
    const found = changeOf(tree);
    const loop = tree.loops[0];
    if (!found || !loop || loop.length < LONG || kernel.inputs[found.input] !== kernel.outputs[0]) return;
    const at = scalars.declare(loop.name, 'i').index;
    asm.get(0);
    asm.get(pointers[found.input] as number);
    asm.op(OP.i32Eq, OP.if, EMPTY_BLOCK);
    scalars.as('i', found.at);
    asm.tee(at);
    asm.get(from);
    asm.op(OP.i32Ge);
    asm.get(at);
    asm.get(to);
    asm.op(OP.i32Lt, OP.i32And, OP.if, EMPTY_BLOCK);
    asm.get(at);
    asm.set(i);
    one();
    asm.op(OP.end, OP.return, OP.end);
  };
  scalars.statements(fixed);
  if (vectors) for (const name of spreadNames(fixed, varying, tree.values)) scalars.spreadOut(name);
  change();
  asm.get(from);
  asm.int(range.stride);
  asm.op(OP.i32Mul);
  asm.set(i);
  nest(0);
  return { params: new Array(before + params + 2).fill('i32'), results: [], locals: asm.locals, code: asm.code };
}

/** Stores four masks as four bytes of 0 or 1; address and mask are on the stack. */
function storeMask(asm: Assembler, offset: number): void {
  asm.int(1);
  asm.simd(SIMD.i32Splat);
  asm.simd(SIMD.and);
  // The lowest byte of each lane, side by side.
  asm.simd(SIMD.const, 0, 4, 8, 12, ...new Array<number>(12).fill(16));
  asm.simd(SIMD.swizzle);
  asm.simd(SIMD.store32Lane, 0, offset, 0);
}
