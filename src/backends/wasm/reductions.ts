/**
 * Reductions four elements at a time. Along a contiguous axis four running values are kept and joined at the end; sums of
 * rows go through the array once, row by row, adding to a result in memory.
 */
import { type Assembler, OP, SIMD } from './assembler';
import type { KernelTree } from './dialect';
import { mentions } from './invariant';
import type { Expression, Statement } from './parse';
import { countedLoop, type ScalarWriter } from './scalars';
import { NOT_VECTOR, NotVector, VectorWriter } from './vectors';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** Below this four running values do not pay. */
const SHORT = 8;
/** Rows at least so wide, and so many, are added up row by row: walking columns would use little of each cache line. */
const WIDE = 32;
const MANY = 64;

interface Join {
  readonly variable: string;
  readonly op: '+' | 'max' | 'min';
  readonly term: Expression;
  /** Declarations before it. */
  readonly before: readonly Statement[];
}

/** What a loop body adds to one variable, if it does nothing else. */
function joinOf(body: readonly Statement[]): Join | null {
  const last = body[body.length - 1];
  if (last?.kind !== 'assign') return null;
  const { name, value } = last;
  const own = new Set([name]);
  const before = body.slice(0, -1);
  if (!before.every((s) => s.kind === 'declare' && !s.mutable && !mentions(s.value, own))) return null;
  const [a, b, op] =
    value.kind === 'binary'
      ? [value.a, value.b, value.op]
      : value.kind === 'call'
        ? [value.args[0], value.args[1], value.name]
        : [];
  if (a?.kind !== 'name' || a.name !== name || !b || mentions(b, own)) return null;
  return op === '+' || op === 'max' || op === 'min' ? { variable: name, op, term: b, before } : null;
}

const isConstant = (e: Expression, atLeast: number): boolean => e.kind === 'number' && e.value >= atLeast;

/** Writes a loop that reduces a contiguous axis; false, with nothing written, where it is not such a loop. */
export function reduceAlong(asm: Assembler, scalars: ScalarWriter, s: Loop): boolean {
  const join = joinOf(s.body);
  const target = join && scalars.names.get(join.variable);
  if (!join || target?.kind !== 'd' || !isConstant(s.to, SHORT) || !(s.from.kind === 'number' && s.from.value === 0)) {
    return false;
  }
  const written = asm.code.length;
  try {
    const at = scalars.declare(s.name, 'i').index;
    const end = asm.local('i32');
    asm.int(0);
    asm.set(at);
    scalars.as('i', s.to);
    asm.set(end);
    const lanes = join.op === '+' ? sumsOf(asm) : extremesOf(asm, join.op);
    lanes.start();
    countedLoop(asm, at, end, 4, () => {
      const writer = new VectorWriter(asm, scalars, [s.name]);
      writer.statements(join.before);
      if (writer.value(join.term) !== 'f') throw NOT_VECTOR;
      lanes.join();
    });
    asm.get(target.index);
    lanes.finish();
    asm.set(target.index);
    countedLoop(asm, at, end, 1, () => scalars.statements(s.body));
    return true;
  } catch (error) {
    if (!(error instanceof NotVector)) throw error;
    asm.code.length = written;
    return false;
  }
}

interface Lanes {
  start(): void;
  /** Four numbers are on the stack. */
  join(): void;
  /** A double is on the stack, and is left joined with all lanes. */
  finish(): void;
}

/** Sums run in double precision, two and two. */
function sumsOf(asm: Assembler): Lanes {
  const [low, high, four] = [asm.local('v128'), asm.local('v128'), asm.local('v128')];
  const zero = (): void => asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
  const addTo = (sum: number): void => {
    asm.simd(SIMD.f64FromLowF32);
    asm.get(sum);
    asm.simd(SIMD.f64Add);
    asm.set(sum);
  };
  return {
    start: () => {
      for (const sum of [low, high]) {
        zero();
        asm.set(sum);
      }
    },
    join: () => {
      asm.set(four);
      asm.get(four);
      addTo(low);
      asm.get(four);
      asm.get(four);
      asm.simd(SIMD.shuffle, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
      addTo(high);
    },
    finish: () => {
      asm.get(low);
      asm.get(high);
      asm.simd(SIMD.f64Add);
      asm.set(low);
      for (const lane of [0, 1]) {
        asm.get(low);
        asm.simd(SIMD.f64Extract, lane);
        asm.op(OP.f64Add);
      }
    },
  };
}

/** A comparison that drops what is no number, and a mask of where that was: the exact instruction takes eight of these. */
function extremesOf(asm: Assembler, op: 'max' | 'min'): Lanes {
  const [best, four, strange] = [asm.local('v128'), asm.local('v128'), asm.local('v128')];
  return {
    start: () => {
      asm.float(op === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      asm.simd(SIMD.f32Splat);
      asm.set(best);
      asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
      asm.set(strange);
    },
    join: () => {
      asm.set(four);
      asm.get(best);
      asm.get(four);
      asm.simd(op === 'max' ? SIMD.f32PMax : SIMD.f32PMin);
      asm.set(best);
      asm.get(four);
      asm.get(four);
      asm.simd(SIMD.f32Ne);
      asm.get(strange);
      asm.simd(SIMD.or);
      asm.set(strange);
    },
    finish: () => {
      // All bits set are no number.
      asm.get(best);
      asm.get(strange);
      asm.simd(SIMD.or);
      asm.set(best);
      for (const lane of [0, 1, 2, 3]) {
        asm.get(best);
        asm.simd(SIMD.f32Extract, lane);
        asm.op(OP.f64FromF32, op === 'max' ? OP.f64Max : OP.f64Min);
      }
    },
  };
}

export interface RowSums {
  readonly variable: string;
  readonly start: Expression;
  /** Loops over rows, outermost first. */
  readonly rows: readonly Loop[];
  readonly body: readonly Statement[];
}

/** A kernel that adds up many wide rows, taken apart; null for all others. */
export function rowSums(tree: KernelTree): RowSums | null {
  const inner = tree.loops[tree.loops.length - 1];
  const [first, second, ...more] = tree.body;
  const [value, ...others] = tree.values;
  if (!inner || inner.length < WIDE || value?.kind !== 'name' || more.length + others.length > 0) return null;
  if (first?.kind !== 'declare' || !first.mutable || first.type !== 'float' || first.name !== value.name) return null;
  const rows: Loop[] = [];
  let count = 1;
  let body: readonly Statement[] = second ? [second] : [];
  for (let s = body[0]; body.length === 1 && s?.kind === 'loop'; s = body[0]) {
    if (s.to.kind !== 'number' || s.from.kind !== 'number' || s.from.value !== 0) return null;
    rows.push(s);
    count *= s.to.value;
    body = s.body;
  }
  if (count < MANY || joinOf(body)?.variable !== first.name) return null;
  return { variable: first.name, start: first.value, rows, body };
}
