/**
 * Code for four neighbouring elements at a time. It applies where, as the innermost index steps, every array is read
 * either at one place or at neighbouring places; anything else throws `NotVector` and the kernel is written in scalars.
 */
import { type Assembler, EMPTY_BLOCK, OP, SIMD } from './assembler';
import type { Expression, Statement } from './parse';
import { countedLoop, type Kind, type ScalarWriter, VALUE_OF } from './scalars';

export class NotVector extends Error {}
/** One for all: noting where an error comes from takes longer than writing the kernel in scalars. */
export const NOT_VECTOR = new NotVector();

const F32: Record<string, number> = {
  '+': SIMD.f32Add, '-': SIMD.f32Sub, '*': SIMD.f32Mul, '/': SIMD.f32Div,
  '==': SIMD.f32Eq, '!=': SIMD.f32Ne, '<': SIMD.f32Lt, '>': SIMD.f32Gt, '<=': SIMD.f32Le, '>=': SIMD.f32Ge,
}; // biome-ignore format: a table
const I32: Record<string, number> = {
  '+': SIMD.i32Add, '-': SIMD.i32Sub, '*': SIMD.i32Mul,
  '==': SIMD.i32Eq, '!=': SIMD.i32Ne, '<': SIMD.i32Lt, '>': SIMD.i32Gt, '<=': SIMD.i32Le, '>=': SIMD.i32Ge,
}; // biome-ignore format: a table
const NATIVE: Record<string, number> = {
  abs: SIMD.f32Abs, ceil: SIMD.f32Ceil, floor: SIMD.f32Floor, round: SIMD.f32Nearest, sqrt: SIMD.f32Sqrt,
  min: SIMD.f32Min, max: SIMD.f32Max,
}; // biome-ignore format: a table
const NATIVE_INT: Record<string, number> = {
  add_int: SIMD.i32Add, sub_int: SIMD.i32Sub, mul_int: SIMD.i32Mul, min_int: SIMD.i32Min, max_int: SIMD.i32Max,
}; // biome-ignore format: a table
/** Extremes where one side is no NaN: one instruction instead of eight. The first operand stays where it is NaN. */
const AGAINST_CONSTANT: Record<string, number> = { min: SIMD.f32PMin, max: SIMD.f32PMax };

/** Lane k of a counting index is its first lane plus k. */
const LANES = [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];

export class VectorWriter {
  /** First of as many locals as there are copies. */
  private readonly vectors = new Map<string, { readonly index: number; readonly kind: Kind }>();
  /** How much a name grows from one lane to the next: 1 for the innermost index, 0 for names that do not vary. */
  private readonly steps = new Map<string, number>();
  /** The copy being written: it stands four lanes behind the one before it. */
  private copy = 0;

  /**
   * @param scalars writes what does not vary over lanes
   * @param varying names that step by one from lane to lane
   * @param copies how often each statement is written, for four more elements each time: long chains of arithmetic keep
   *   a processor busy only if there are two of them
   */
  constructor(
    private readonly asm: Assembler,
    private readonly scalars: ScalarWriter,
    varying: readonly string[],
    private readonly copies = 1,
  ) {
    for (const name of varying) this.steps.set(name, 1);
  }

  /** Growth of an integer expression from lane to lane; null when it is not constant. */
  private step(e: Expression): number | null {
    switch (e.kind) {
      case 'number':
        return 0;
      case 'name':
        if (this.vectors.has(e.name)) return null;
        return this.steps.get(e.name) ?? 0;
      case 'unary': {
        const a = this.step(e.a);
        return a === null ? null : e.op === '-' ? -a : a === 0 ? 0 : null;
      }
      case 'binary': {
        const a = this.step(e.a);
        const b = a === null ? null : this.step(e.b);
        if (a === null || b === null) return null;
        if (e.op === '+') return a + b;
        if (e.op === '-') return a - b;
        if (a === 0 && b === 0) return 0;
        if (e.op === '*' && b === 0 && e.b.kind === 'number') return a * e.b.value;
        if (e.op === '*' && a === 0 && e.a.kind === 'number') return b * e.a.value;
        return null;
      }
      case 'call': {
        // A read varies when its place does.
        return e.args.every((x) => this.step(x) === 0) ? 0 : null;
      }
    }
  }

  private uniform(e: Expression): boolean {
    return this.step(e) === 0;
  }

  private splat(kind: Kind): void {
    if (kind === 'd') {
      this.asm.op(OP.f32FromF64);
      this.asm.simd(SIMD.f32Splat);
    } else if (kind === 'f') this.asm.simd(SIMD.f32Splat);
    else if (kind === 'i') this.asm.simd(SIMD.i32Splat);
    else {
      // A truth value becomes a mask of all ones or none.
      this.asm.simd(SIMD.i32Splat);
      this.zero();
      this.asm.simd(SIMD.i32Ne);
    }
  }

  private zero(): void {
    this.asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
  }

  private kindOf(e: Expression): Kind {
    const kind = e.kind === 'name' && this.vectors.get(e.name)?.kind;
    if (kind) return kind;
    if (e.kind === 'unary' && e.op === '-') return this.kindOf(e.a);
    if (e.kind === 'binary' && '+-*/%'.includes(e.op)) return this.joined(e.a, e.b);
    if (e.kind === 'call' && e.name === 'choose') return this.joined(e.args[1] as Expression, e.args[2] as Expression);
    const found = this.scalars.kindOf(e);
    return found === 'd' ? 'f' : found;
  }

  private joined(a: Expression, b: Expression): Kind {
    const x = this.kindOf(a);
    return x === 'f' || this.kindOf(b) === 'f' ? 'f' : x;
  }

  /** Leaves four lanes on the stack. */
  value(e: Expression): Kind {
    const spread = e.kind === 'name' ? this.scalars.spread.get(e.name) : undefined;
    if (spread !== undefined) {
      this.asm.get(spread);
      return 'f';
    }
    if (this.uniform(e)) {
      const kind = this.scalars.value(e);
      this.splat(kind);
      return kind === 'd' ? 'f' : kind;
    }
    const { asm } = this;
    switch (e.kind) {
      case 'number':
        throw NOT_VECTOR;
      case 'name': {
        const vector = this.vectors.get(e.name);
        if (vector) {
          asm.get(vector.index + this.copy);
          return vector.kind;
        }
        return this.counting(e);
      }
      case 'unary': {
        const kind = this.value(e.a);
        if (e.op === '!') asm.simd(SIMD.not);
        else if (kind === 'f') asm.simd(SIMD.f32Neg);
        else throw NOT_VECTOR;
        return kind;
      }
      case 'binary':
        return this.binary(e.op, e.a, e.b);
      case 'call':
        return this.call(e.name, e.args);
    }
  }

  /** A whole number that steps by a constant from lane to lane. */
  private counting(e: Expression): Kind {
    const step = this.step(e);
    if (step === null) throw NOT_VECTOR;
    this.scalars.as('i', e);
    if (this.copy > 0) {
      this.asm.int(4 * step * this.copy);
      this.asm.op(OP.i32Add);
    }
    this.asm.simd(SIMD.i32Splat);
    this.asm.simd(SIMD.const, ...LANES);
    if (step !== 1) {
      this.asm.int(step);
      this.asm.simd(SIMD.i32Splat);
      this.asm.simd(SIMD.i32Mul);
    }
    this.asm.simd(SIMD.i32Add);
    return 'i';
  }

  private as(want: Kind, e: Expression): void {
    const got = this.value(e);
    if (got !== want) throw NOT_VECTOR;
  }

  private binary(op: string, a: Expression, b: Expression): Kind {
    const { asm } = this;
    if (op === '&&' || op === '||') {
      this.as('b', a);
      this.as('b', b);
      asm.simd(op === '&&' ? SIMD.and : SIMD.or);
      return 'b';
    }
    const kind = this.joined(a, b);
    const code = kind === 'f' ? F32[op] : kind === 'i' || op === '==' || op === '!=' ? I32[op] : undefined;
    if (code === undefined) throw NOT_VECTOR;
    this.as(kind, a);
    this.as(kind, b);
    asm.simd(code);
    return '+-*/'.includes(op) ? kind : 'b';
  }

  private call(name: string, args: readonly Expression[]): Kind {
    const { asm } = this;
    const [a, b] = args as [Expression, Expression];
    if (name.startsWith('load')) return this.load(Number(name.slice(4)), a);
    switch (name) {
      case 'choose': {
        const [yes, no] = [b, args[2] as Expression];
        const kind = this.joined(yes, no);
        this.as(kind, yes);
        this.as(kind, no);
        this.as('b', a);
        asm.simd(SIMD.bitselect);
        return kind;
      }
      case 'is_nan':
        this.as('f', a);
        this.as('f', a);
        asm.simd(SIMD.f32Ne);
        return 'b';
      case 'is_finite':
        this.as('f', a);
        this.as('f', a);
        asm.simd(SIMD.f32Sub);
        this.zero();
        asm.simd(SIMD.f32Eq);
        return 'b';
      case 'int_to_float':
        this.as('i', a);
        asm.simd(SIMD.f32FromInt);
        return 'f';
      case 'bool_to_float':
        this.as('b', a);
        asm.float(1);
        asm.simd(SIMD.f32Splat);
        asm.simd(SIMD.and);
        return 'f';
      case 'bool_to_int':
        this.as('b', a);
        asm.int(1);
        asm.simd(SIMD.i32Splat);
        asm.simd(SIMD.and);
        return 'i';
      case 'float_to_bool':
        this.as('f', a);
        this.zero();
        asm.simd(SIMD.f32Ne);
        return 'b';
      case 'int_to_bool':
        this.as('i', a);
        this.zero();
        asm.simd(SIMD.i32Ne);
        return 'b';
      case 'float_to_int':
        this.as('f', a);
        asm.simd(SIMD.i32FromF32);
        return 'i';
    }
    const int = NATIVE_INT[name];
    if (int !== undefined) {
      this.as('i', a);
      this.as('i', b);
      asm.simd(int);
      return 'i';
    }
    if (name === 'quotient' || name.endsWith('_int')) throw NOT_VECTOR;
    const against = AGAINST_CONSTANT[name];
    if (against !== undefined) {
      // Zeros have signs, which only the exact instruction sorts.
      const limit = [a, b].find((x) => (this.scalars.constantOf(x) ?? 0) !== 0);
      this.as('f', limit === a ? b : a);
      this.as('f', limit ?? b);
      asm.simd(limit ? against : (NATIVE[name] as number));
      return 'f';
    }
    const native = NATIVE[name];
    if (native === undefined && !this.scalars.math.knows(name)) return this.lanes(name, args);
    for (const arg of args) this.as('f', arg);
    if (native !== undefined) asm.simd(native);
    else {
      const local = asm.local('v128');
      asm.set(local);
      this.scalars.math.write(name, [local]);
      asm.get(local);
    }
    return 'f';
  }

  /** Calls a scalar function once per lane. */
  private lanes(name: string, args: readonly Expression[]): Kind {
    const { asm } = this;
    const held = args.map((arg) => {
      this.as('f', arg);
      const local = asm.local('v128');
      asm.set(local);
      return local;
    });
    this.zero();
    for (let lane = 0; lane < 4; lane++) {
      for (const local of held) {
        asm.get(local);
        asm.simd(SIMD.f32Extract, lane);
      }
      asm.call(
        name,
        args.map(() => 'f32' as const),
        'f32',
      );
      asm.simd(SIMD.f32Replace, lane);
    }
    return 'f';
  }

  private load(input: number, index: Expression): Kind {
    if (this.step(index) !== 1) throw NOT_VECTOR;
    const { asm } = this;
    const kind = this.scalars.kindOfLoad(input);
    this.scalars.address(input, index, kind === 'b' ? 1 : 4);
    if (kind !== 'b') {
      asm.simd(SIMD.load, 0, 16 * this.copy);
      return kind;
    }
    asm.simd(SIMD.load32Zero, 0, 4 * this.copy);
    asm.simd(SIMD.i16Extend8u);
    asm.simd(SIMD.i32Extend16u);
    this.zero();
    asm.simd(SIMD.i32Ne);
    return 'b';
  }

  statements(list: readonly Statement[]): void {
    for (const s of list) this.statement(s);
  }

  /** Gives a name four lanes of its own for each copy. */
  bind(name: string, kind: Kind): number {
    const [index] = Array.from({ length: this.copies }, () => this.asm.local('v128')) as [number];
    this.vectors.set(name, { index, kind });
    return index;
  }

  /** Writes something once for each copy. */
  each(write: (copy: number) => void): void {
    for (this.copy = 0; this.copy < this.copies; this.copy++) write(this.copy);
    this.copy = 0;
  }

  private statement(s: Statement): void {
    const { asm } = this;
    switch (s.kind) {
      case 'declare': {
        const step = this.step(s.value);
        if (!s.mutable && step !== null && (step === 0 || s.type === 'int')) {
          // Held as a scalar: its first lane, and how it steps.
          this.scalars.note(s);
          const kind = ({ float: 'f', int: 'i', bool: 'b' } as const)[s.type];
          this.scalars.as(kind, s.value);
          asm.set(this.scalars.declare(s.name, kind).index);
          this.steps.set(s.name, step);
          return;
        }
        const want = ({ float: 'f', int: 'i', bool: 'b' } as const)[s.type];
        const index = this.bind(s.name, want);
        const function_ = s.value.kind === 'call' && this.scalars.math.knows(s.value.name) ? s.value : null;
        this.each((copy) => {
          this.as(want, function_ ? (function_.args[0] as Expression) : s.value);
          asm.set(index + copy);
        });
        const all = Array.from({ length: this.copies }, (_, copy) => index + copy);
        if (function_) this.scalars.math.write(function_.name, all);
        return;
      }
      case 'assign': {
        const vector = this.vectors.get(s.name);
        if (!vector) throw NOT_VECTOR;
        this.each((copy) => {
          this.as(vector.kind, s.value);
          asm.set(vector.index + copy);
        });
        return;
      }
      case 'when':
        if (!this.uniform(s.condition)) throw NOT_VECTOR;
        this.scalars.as('b', s.condition);
        asm.op(OP.if, EMPTY_BLOCK);
        this.statements(s.body);
        asm.op(OP.end);
        return;
      case 'loop': {
        if (!this.uniform(s.from) || !this.uniform(s.to)) throw NOT_VECTOR;
        const at = this.scalars.declare(s.name, 'i');
        this.steps.set(s.name, 0);
        const end = asm.local(VALUE_OF.i);
        this.scalars.as('i', s.from);
        asm.set(at.index);
        this.scalars.as('i', s.to);
        asm.set(end);
        countedLoop(asm, at.index, end, 1, () => this.statements(s.body));
        return;
      }
    }
  }
}
