/** Code for one element at a time: floats in single precision, running sums in double. */
import type { DType } from '../../base/dtype';
import { type Assembler, EMPTY_BLOCK, OP, SIMD } from './assembler';
import { VALUE, type ValueKind } from './encode';
import type { Expression, Statement } from './parse';
import { VectorMath } from './vector-math';

/** f: float, d: double, i: whole number, b: truth value. */
export type Kind = 'f' | 'd' | 'i' | 'b';

export const VALUE_OF: Record<Kind, ValueKind> = { f: 'f32', d: 'f64', i: 'i32', b: 'i32' };

export interface Local {
  readonly index: number;
  readonly kind: Kind;
}

const KIND = { float: 'f', int: 'i', bool: 'b' } as const;

const F32: Record<string, number> = {
  '+': OP.f32Add, '-': OP.f32Sub, '*': OP.f32Mul, '/': OP.f32Div,
  '==': OP.f32Eq, '!=': OP.f32Ne, '<': OP.f32Lt, '>': OP.f32Gt, '<=': OP.f32Le, '>=': OP.f32Ge,
}; // biome-ignore format: a table
const F64: Record<string, number> = {
  '+': OP.f64Add, '-': OP.f64Sub, '*': OP.f64Mul, '/': OP.f64Div,
  '==': OP.f64Eq, '!=': OP.f64Ne, '<': OP.f64Lt, '>': OP.f64Gt, '<=': OP.f64Le, '>=': OP.f64Ge,
}; // biome-ignore format: a table
const I32: Record<string, number> = {
  '+': OP.i32Add, '-': OP.i32Sub, '*': OP.i32Mul, '%': OP.i32Rem, '&&': OP.i32And, '||': OP.i32Or,
  '==': OP.i32Eq, '!=': OP.i32Ne, '<': OP.i32Lt, '>': OP.i32Gt, '<=': OP.i32Le, '>=': OP.i32Ge,
}; // biome-ignore format: a table
const COMPARES = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

/** Functions that are one instruction. */
const NATIVE: Record<string, number> = {
  abs: OP.f32Abs, ceil: OP.f32Ceil, floor: OP.f32Floor, round: OP.f32Nearest, sqrt: OP.f32Sqrt,
  min: OP.f32Min, max: OP.f32Max,
}; // biome-ignore format: a table
const NATIVE_INT: Record<string, number> = { add_int: OP.i32Add, sub_int: OP.i32Sub, mul_int: OP.i32Mul };

export class ScalarWriter {
  readonly names = new Map<string, Local>();
  /** Vectors that hold numbers which do not vary, in all lanes. */
  readonly spread = new Map<string, number>();
  private readonly constants = new Map<string, number>();
  /** What vector code needs besides, for the whole function. */
  readonly math: VectorMath;
  /** Writes a loop in a better way where it knows one; false where it does not. */
  better: (loop: Extract<Statement, { kind: 'loop' }>) => boolean = () => false;

  constructor(
    readonly asm: Assembler,
    private readonly inputs: readonly DType[],
    /** Locals holding the inputs' addresses, and the kernel's integer parameters. */
    private readonly pointers: readonly number[],
    private readonly params: readonly number[],
  ) {
    this.math = new VectorMath(asm);
  }

  /** The kind an expression has, without writing it. */
  kindOf(e: Expression): Kind {
    switch (e.kind) {
      case 'number':
        return KIND[e.type];
      case 'name':
        return this.names.get(e.name)?.kind ?? 'i';
      case 'unary':
        return e.op === '!' ? 'b' : this.kindOf(e.a);
      case 'binary':
        return COMPARES.has(e.op) ? 'b' : this.joined(e.a, e.b);
      case 'call':
        return this.kindOfCall(e.name, e.args);
    }
  }

  private joined(a: Expression, b: Expression): Kind {
    const x = this.kindOf(a);
    const y = this.kindOf(b);
    if (x === 'd' || y === 'd') return 'd';
    return x === 'f' || y === 'f' ? 'f' : x;
  }

  private kindOfCall(name: string, args: readonly Expression[]): Kind {
    if (name.startsWith('load')) return this.kindOfLoad(Number(name.slice(4)));
    if (name === 'choose') return this.joined(args[1] as Expression, args[2] as Expression);
    if (name === 'is_nan' || name === 'is_finite' || name.endsWith('_to_bool')) return 'b';
    if (name === 'quotient' || name.endsWith('_int') || name.endsWith('_to_int')) return 'i';
    return 'f';
  }

  kindOfLoad(input: number): Kind {
    const dtype = this.inputs[input];
    return dtype === 'float32' ? 'f' : dtype === 'bool' ? 'b' : 'i';
  }

  /** Writes an expression and brings it to the kind wanted. */
  as(want: Kind, e: Expression): void {
    if (e.kind === 'number' && want === 'd') {
      this.asm.double(e.value);
      return;
    }
    const got = this.value(e);
    if (got === want || (got === 'b' && want === 'i') || (got === 'i' && want === 'b')) return;
    if (got === 'f' && want === 'd') this.asm.op(OP.f64FromF32);
    else if (got === 'd' && want === 'f') this.asm.op(OP.f32FromF64);
    else if ((got === 'i' || got === 'b') && want === 'f') this.asm.op(OP.f32FromInt);
    else if (want === 'd') this.asm.op(OP.f32FromInt, OP.f64FromF32);
    else throw new Error(`A kernel uses ${got} as ${want}.`);
  }

  value(e: Expression): Kind {
    const { asm } = this;
    switch (e.kind) {
      case 'number':
        if (e.type === 'float') asm.float(e.value);
        else asm.int(e.value);
        return KIND[e.type];
      case 'name':
        return this.name(e.name);
      case 'unary': {
        if (e.op === '!') {
          this.as('b', e.a);
          asm.op(OP.eqz);
          return 'b';
        }
        const kind = this.kindOf(e.a);
        if (kind === 'i') asm.int(0);
        this.as(kind, e.a);
        asm.op(kind === 'i' ? OP.i32Sub : kind === 'd' ? OP.f64Neg : OP.f32Neg);
        return kind;
      }
      case 'binary':
        return this.binary(e.op, e.a, e.b);
      case 'call':
        return this.call(e.name, e.args);
    }
  }

  /** A number known beforehand; null for all else. */
  constantOf(e: Expression): number | null {
    if (e.kind === 'number') return e.value;
    return e.kind === 'name' ? (this.constants.get(e.name) ?? null) : null;
  }

  /** Remembers a declaration's value where it is known beforehand. */
  note(s: Extract<Statement, { kind: 'declare' }>): void {
    if (!s.mutable && s.value.kind === 'number') this.constants.set(s.name, s.value.value);
  }

  /** Puts a floating point number into all lanes of a vector of its own. */
  spreadOut(name: string): void {
    const lanes = this.asm.local('v128');
    this.as('f', { kind: 'name', name });
    this.asm.simd(SIMD.f32Splat);
    this.asm.set(lanes);
    this.spread.set(name, lanes);
  }

  private name(name: string): Kind {
    if (name.startsWith('param')) {
      this.asm.get(this.params[Number(name.slice(5))] as number);
      return 'i';
    }
    const local = this.names.get(name);
    if (!local) throw new Error(`A kernel uses ${name} before it is declared.`);
    this.asm.get(local.index);
    return local.kind;
  }

  private binary(op: string, a: Expression, b: Expression): Kind {
    const kind = this.joined(a, b);
    const table = kind === 'd' ? F64 : kind === 'f' ? F32 : I32;
    const code = table[op];
    if (code === undefined) throw new Error(`A kernel uses ${op} on ${kind}.`);
    this.as(kind, a);
    this.as(kind, b);
    this.asm.op(code);
    return COMPARES.has(op) ? 'b' : kind;
  }

  private call(name: string, args: readonly Expression[]): Kind {
    const { asm } = this;
    const [a, b] = args as [Expression, Expression];
    if (name.startsWith('load')) return this.load(Number(name.slice(4)), a);
    switch (name) {
      case 'choose':
        return this.choose(a, b, args[2] as Expression);
      case 'quotient':
        this.as('i', a);
        this.as('i', b);
        asm.op(OP.i32Div);
        return 'i';
      case 'is_nan': {
        const kind = this.kindOf(a);
        this.as(kind, a);
        this.as(kind, a);
        asm.op(kind === 'd' ? OP.f64Ne : OP.f32Ne);
        return 'b';
      }
      case 'is_finite':
        this.as('f', a);
        this.as('f', a);
        asm.op(OP.f32Sub);
        asm.float(0);
        asm.op(OP.f32Eq);
        return 'b';
      case 'int_to_float':
      case 'bool_to_float':
        this.value(a);
        asm.op(OP.f32FromInt);
        return 'f';
      case 'bool_to_int':
        this.value(a);
        return 'i';
      case 'int_to_bool':
        this.value(a);
        asm.int(0);
        asm.op(OP.i32Ne);
        return 'b';
      case 'float_to_bool':
        this.as('f', a);
        asm.float(0);
        asm.op(OP.f32Ne);
        return 'b';
      case 'float_to_int':
        this.as('f', a);
        asm.op(OP.i32FromF32);
        return 'i';
      case 'max_int':
      case 'min_int':
        this.as('i', a);
        this.as('i', b);
        this.as('i', a);
        this.as('i', b);
        asm.op(name === 'max_int' ? OP.i32Gt : OP.i32Lt, OP.select);
        return 'i';
    }
    const int = NATIVE_INT[name];
    if (int !== undefined) {
      this.as('i', a);
      this.as('i', b);
      asm.op(int);
      return 'i';
    }
    const native = NATIVE[name];
    const kind = name.endsWith('_int') ? 'i' : 'f';
    // Running sums are doubles: an extreme of one stays one.
    if ((name === 'max' || name === 'min') && this.joined(a, b) === 'd') {
      this.as('d', a);
      this.as('d', b);
      asm.op(name === 'max' ? OP.f64Max : OP.f64Min);
      return 'd';
    }
    const base = name === 'pow' ? this.constantOf(a) : null;
    if (base !== null && base > 0 && base !== 1 && Number.isFinite(base)) {
      asm.double(Math.log(base));
      this.as('d', b);
      asm.op(OP.f64Mul);
      asm.call('exp_double', ['f64'], 'f32');
      return 'f';
    }
    for (const arg of args) this.as(kind, arg);
    if (native !== undefined) asm.op(native);
    else
      asm.call(
        name,
        args.map(() => VALUE_OF[kind]),
        VALUE_OF[kind],
      );
    return kind;
  }

  /** Only the branch taken is computed: the other may read where nothing is. */
  private choose(condition: Expression, yes: Expression, no: Expression): Kind {
    const kind = this.joined(yes, no);
    this.as('b', condition);
    this.asm.op(OP.if, VALUE[VALUE_OF[kind]]);
    this.as(kind, yes);
    this.asm.op(OP.else);
    this.as(kind, no);
    this.asm.op(OP.end);
    return kind;
  }

  /** Leaves the address of an input's element on the stack. */
  address(input: number, index: Expression, size: number): void {
    this.asm.get(this.pointers[input] as number);
    this.as('i', index);
    if (size > 1) {
      this.asm.int(size);
      this.asm.op(OP.i32Mul);
    }
    this.asm.op(OP.i32Add);
  }

  private load(input: number, index: Expression): Kind {
    const kind = this.kindOfLoad(input);
    this.address(input, index, kind === 'b' ? 1 : 4);
    if (kind === 'b') this.asm.memory(OP.i32Load8u, 0);
    else this.asm.memory(kind === 'f' ? OP.f32Load : OP.i32Load, 2);
    return kind;
  }

  declare(name: string, kind: Kind): Local {
    const local = { index: this.asm.local(VALUE_OF[kind]), kind };
    this.names.set(name, local);
    return local;
  }

  statements(list: readonly Statement[]): void {
    for (const s of list) this.statement(s);
  }

  private statement(s: Statement): void {
    const { asm } = this;
    switch (s.kind) {
      case 'declare': {
        this.note(s);
        const kind = s.mutable && s.type === 'float' ? 'd' : KIND[s.type];
        this.as(kind, s.value);
        asm.set(this.declare(s.name, kind).index);
        return;
      }
      case 'assign': {
        const local = this.names.get(s.name);
        if (!local) throw new Error(`A kernel assigns ${s.name} before it is declared.`);
        this.as(local.kind, s.value);
        asm.set(local.index);
        return;
      }
      case 'when':
        this.as('b', s.condition);
        asm.op(OP.if, EMPTY_BLOCK);
        this.statements(s.body);
        asm.op(OP.end);
        return;
      case 'loop':
        if (!this.better(s)) this.loop(s, () => this.statements(s.body));
        return;
    }
  }

  /** A loop as a statement has it, around a body of one's own. */
  loop(s: Extract<Statement, { kind: 'loop' }>, body: () => void): void {
    const { asm } = this;
    const at = this.declare(s.name, 'i');
    const end = asm.local('i32');
    this.as('i', s.from);
    asm.set(at.index);
    this.as('i', s.to);
    asm.set(end);
    countedLoop(asm, at.index, end, 1, body);
  }
}

/** while (at + step <= end) { body; at += step } */
export function countedLoop(asm: Assembler, at: number, end: number, step: number, body: () => void): void {
  asm.op(OP.block, EMPTY_BLOCK, OP.loop, EMPTY_BLOCK);
  asm.get(at);
  if (step > 1) {
    asm.int(step);
    asm.op(OP.i32Add);
  }
  asm.get(end);
  asm.op(step > 1 ? OP.i32Gt : OP.i32Ge, OP.brIf, 1);
  body();
  asm.get(at);
  asm.int(step);
  asm.op(OP.i32Add);
  asm.set(at);
  asm.op(OP.br, 0, OP.end, OP.end);
}
