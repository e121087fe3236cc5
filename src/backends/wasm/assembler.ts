/** A function under construction: its locals and instructions. */
import { f32Bytes, f64Bytes, type ValueKind, writeSigned, writeUnsigned } from './encode';
import type { Imports } from './imports';

export const OP = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, brIf: 0x0d, return: 0x0f, call: 0x10, select: 0x1b, drop: 0x1a,
  get: 0x20, set: 0x21, tee: 0x22,
  i32Load: 0x28, f32Load: 0x2a, i32Load8u: 0x2d, i32Store: 0x36, f32Store: 0x38, i32Store8: 0x3a,
  eqz: 0x45, i32Eq: 0x46, i32Ne: 0x47, i32Lt: 0x48, i32Gt: 0x4a, i32Le: 0x4c, i32Ge: 0x4e,
  f32Eq: 0x5b, f32Ne: 0x5c, f32Lt: 0x5d, f32Gt: 0x5e, f32Le: 0x5f, f32Ge: 0x60,
  f64Eq: 0x61, f64Ne: 0x62, f64Lt: 0x63, f64Gt: 0x64, f64Le: 0x65, f64Ge: 0x66,
  i32Add: 0x6a, i32Sub: 0x6b, i32Mul: 0x6c, i32Div: 0x6d, i32Rem: 0x6f, i32And: 0x71, i32Or: 0x72,
  f32Abs: 0x8b, f32Neg: 0x8c, f32Ceil: 0x8d, f32Floor: 0x8e, f32Nearest: 0x90, f32Sqrt: 0x91,
  f32Add: 0x92, f32Sub: 0x93, f32Mul: 0x94, f32Div: 0x95, f32Min: 0x96, f32Max: 0x97,
  f64Neg: 0x9a, f64Add: 0xa0, f64Sub: 0xa1, f64Mul: 0xa2, f64Div: 0xa3, f64Min: 0xa4, f64Max: 0xa5,
  f32FromInt: 0xb2, f32FromF64: 0xb6, f64FromF32: 0xbb, i32FromF32: [0xfc, 0x00], memoryCopy: [0xfc, 0x0a, 0, 0],
  i32DivUnsigned: 0x6e, brTable: 0x0e,
} as const; // biome-ignore format: a table

/** Instructions of 128-bit vectors, without their prefix byte. */
export const SIMD = {
  load: 0x00, loadSplat: 0x09, store: 0x0b, const: 0x0c, shuffle: 0x0d, swizzle: 0x0e,
  i32Splat: 0x11, f32Splat: 0x13, f32Extract: 0x1f, f32Replace: 0x20,
  i32Eq: 0x37, i32Ne: 0x38, i32Lt: 0x39, i32Gt: 0x3b, i32Le: 0x3d, i32Ge: 0x3f,
  f32Eq: 0x41, f32Ne: 0x42, f32Lt: 0x43, f32Gt: 0x44, f32Le: 0x45, f32Ge: 0x46,
  not: 0x4d, and: 0x4e, andNot: 0x4f, or: 0x50, bitselect: 0x52, i32Shl: 0xab, i32ShrSigned: 0xac, i32ShrUnsigned: 0xad,
  store32Lane: 0x5a, load32Zero: 0x5c,
  f32Ceil: 0x67, f32Floor: 0x68, f32Nearest: 0x6a,
  i16Extend8u: 0x89, i32Extend16u: 0xa9,
  i32Add: 0xae, i32Sub: 0xb1, i32Mul: 0xb5, i32Max: 0xb8, i32Min: 0xb6,
  f32Abs: 0xe0, f32Neg: 0xe1, f32Sqrt: 0xe3, f32Add: 0xe4, f32Sub: 0xe5, f32Mul: 0xe6, f32Div: 0xe7,
  f32Min: 0xe8, f32Max: 0xe9, f32PMin: 0xea, f32PMax: 0xeb, relaxedMadd: 0x105,
  f64FromLowF32: 0x5f, f64Add: 0xf0, f64Extract: 0x21, i32FromF32: 0xf8, f32FromInt: 0xfa,
} as const; // biome-ignore format: a table

/** Instructions on shared memory, without their prefix byte. */
export const ATOMIC = { notify: 0x00, wait: 0x01, load: 0x10, add: 0x1e, exchangeIf: 0x48 } as const;

export const EMPTY_BLOCK = 0x40;

export class Assembler {
  code: number[] = [];
  readonly locals: ValueKind[] = [];

  /** @param params number of parameters */
  constructor(
    private readonly params: number,
    readonly imports: Imports,
  ) {}

  local(kind: ValueKind): number {
    return this.params + this.locals.push(kind) - 1;
  }
  op(...bytes: (number | readonly number[])[]): void {
    for (const b of bytes) {
      if (typeof b === 'number') this.code.push(b);
      else this.code.push(...b);
    }
  }
  /** Most numbers take one byte, which needs no list. */
  private count(n: number): void {
    if (n >= 0 && n < 128) this.code.push(n);
    else writeUnsigned(this.code, n);
  }
  simd(op: number, ...immediate: number[]): void {
    this.code.push(0xfd);
    this.count(op);
    for (const b of immediate) this.code.push(b);
  }
  get(index: number): void {
    this.code.push(OP.get);
    this.count(index);
  }
  set(index: number): void {
    this.code.push(OP.set);
    this.count(index);
  }
  tee(index: number): void {
    this.code.push(OP.tee);
    this.count(index);
  }
  int(value: number): void {
    if (value >= -64 && value < 64) this.code.push(0x41, value & 0x7f);
    else {
      this.code.push(0x41);
      writeSigned(this.code, value);
    }
  }
  float(value: number): void {
    this.code.push(0x43, ...f32Bytes(value));
  }
  double(value: number): void {
    this.code.push(0x44, ...f64Bytes(value));
  }
  /** Memory instructions of natural alignment up to four bytes; vectors are not aligned. */
  memory(op: number, alignment: number, offset = 0): void {
    this.code.push(op, alignment);
    this.count(offset);
  }
  /** On a 32-bit word; the address is on the stack. */
  atomic(op: number): void {
    this.code.push(0xfe, op, 2, 0);
  }
  call(name: string, params: readonly ValueKind[], result: ValueKind): void {
    this.callIndex(this.imports.index(name, params, [result]));
  }
  callIndex(index: number): void {
    this.code.push(OP.call);
    this.count(index);
  }
}
