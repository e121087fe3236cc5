/**
 * A kernel computes every element of one output array by the same rule. It is written once, against an `Emitter`, and
 * translated by a dialect into JavaScript, GLSL or WGSL, so all devices share one meaning.
 */
import type { DType } from '../../base/dtype';
import type { Shape } from '../../base/shape';

/** Types a value has inside a kernel. */
export type Scalar = 'float' | 'int' | 'bool';

export const scalarOf = (dtype: DType): Scalar => {
  if (dtype === 'bool') return 'bool';
  return dtype === 'float32' ? 'float' : 'int';
};

/** The place of the element being computed. Asking for a coordinate is what makes the kernel compute it. */
export interface Cursor {
  /** Flat index of the output element. */
  readonly index: string;
  coordinate(axis: number): string;
}

export interface Kernel {
  readonly inputs: readonly DType[];
  readonly output: DType;
  /** The output's coordinates. */
  readonly space: Shape;
  /** Number of integer parameters given at each run. */
  readonly params?: number;
  /** Writes the code for one element and returns its value. */
  emit(e: Emitter, at: Cursor): string;
}

/** Several arrays over the same space, computed together; all is read for an element before anything of it is stored. */
export interface KernelGroup {
  readonly inputs: readonly DType[];
  readonly outputs: readonly DType[];
  readonly space: Shape;
  /** Number of integer parameters given at each run. */
  readonly params?: number;
  /** Writes the code for one element of each and returns names of their values. */
  emit(e: Emitter, at: Cursor): readonly string[];
}

/** How a language writes what kernels are made of. Expressions are parenthesised by whoever builds them. */
export interface Dialect {
  literal(value: number, type: Scalar): string;
  /** A statement that declares a constant or a variable. */
  declare(kind: 'constant' | 'variable', type: Scalar, name: string, value: string): string;
  loop(name: string, from: string, to: string, body: string): string;
  choose(condition: string, yes: string, no: string): string;
  /** Integer division of non-negative numbers. */
  divide(a: string, b: string): string;
  load(input: number, dtype: DType, index: string): string;
  param(index: number): string;
  convert(value: string, from: Scalar, to: Scalar): string;
  isNaN(value: string): string;
  isFinite(value: string): string;
  /** Name under which a scalar function is called; the dialect sees to it that the function exists. */
  helper(name: string): string;
}

/** Collects the statements of a kernel. */
export class Emitter {
  readonly helpers = new Set<string>();
  private lines: string[] = [];
  private readonly first: string[] = [];
  private readonly hoisted = new Map<string, string>();
  private names = 0;

  constructor(
    readonly dialect: Dialect,
    private readonly inputs: readonly DType[],
  ) {}

  /** Binds an expression to a fresh name. */
  bind(type: Scalar, expression: string): string {
    const name = `t${this.names++}`;
    this.lines.push(this.dialect.declare('constant', type, name, expression));
    return name;
  }

  /** Binds an expression of the element's index before everything else; equal ones once. */
  hoist(type: Scalar, expression: string): string {
    const known = this.hoisted.get(expression);
    if (known) return known;
    const name = `h${this.names++}`;
    this.first.push(this.dialect.declare('constant', type, name, expression));
    this.hoisted.set(expression, name);
    return name;
  }

  variable(type: Scalar, initial: string): string {
    const name = `v${this.names++}`;
    this.lines.push(this.dialect.declare('variable', type, name, initial));
    return name;
  }

  assign(variable: string, expression: string): void {
    this.lines.push(`${variable} = ${expression};`);
  }

  /** A loop over `from <= index < to`. */
  loop(from: number | string, to: number | string, body: (index: string) => void): void {
    const name = `k${this.names++}`;
    const inner = this.block(() => body(name));
    this.lines.push(this.dialect.loop(name, String(from), String(to), inner));
  }

  when(condition: string, body: () => void): void {
    this.lines.push(`if (${condition}) {\n${this.block(body)}\n}`);
  }

  load(input: number, index: string): string {
    return this.dialect.load(input, this.inputs[input] as DType, index);
  }

  literal(value: number, type: Scalar = 'float'): string {
    return this.dialect.literal(value, type);
  }

  call(helper: string, ...args: string[]): string {
    this.helpers.add(helper);
    return `${this.dialect.helper(helper)}(${args.join(', ')})`;
  }

  code(): string {
    return [...this.first, ...this.lines].join('\n');
  }

  private block(body: () => void): string {
    const outer = this.lines;
    this.lines = [];
    body();
    const text = this.lines.join('\n');
    this.lines = outer;
    return text;
  }
}

/** Sum of products as index text, leaving out what is zero or one. */
export function affine(terms: readonly (readonly [string, number])[], offset = 0): string {
  const parts = terms
    .filter(([name, scale]) => scale !== 0 && name !== '0')
    .map(([name, scale]) => (scale === 1 ? name : `${name} * ${scale}`));
  if (offset !== 0 || parts.length === 0) parts.push(String(offset));
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' + ')})`;
}
