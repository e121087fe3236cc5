/** Kernel text as this backend reads it back: every form is a typed statement or a call by name. */
import type { DType } from '../../base/dtype';
import { type Dialect, Emitter, type Kernel, type KernelGroup, type Scalar } from '../lowering/kernel';
import { type Expression, parseExpression, parseStatements, type Statement } from './parse';

const wasm: Dialect = {
  literal: (value, type) => {
    if (type === 'bool') return value !== 0 ? 'true' : 'false';
    if (type === 'int') return value < 0 ? `(-${Math.abs(Math.trunc(value))})` : String(Math.trunc(value));
    const v = Math.fround(value);
    const size = Math.abs(v);
    const text = Number.isNaN(v) ? 'nan' : Number.isFinite(v) ? `${size}f` : 'inf';
    return v < 0 || Object.is(v, -0) ? `(-${text})` : text;
  },
  declare: (kind, type, name, value) => `${kind === 'variable' ? 'var' : 'let'} ${type} ${name} = ${value};`,
  loop: (name, from, to, body) => `for ${name} = ${from}, ${to} {\n${body}\n}`,
  choose: (condition, yes, no) => `choose(${condition}, ${yes}, ${no})`,
  divide: (a, b) => `quotient(${a}, ${b})`,
  load: (input, _dtype: DType, index) => `load${input}(${index})`,
  param: (index) => `param${index}`,
  convert: (value, from: Scalar, to: Scalar) => (from === to ? value : `${from}_to_${to}(${value})`),
  isNaN: (value) => `is_nan(${value})`,
  isFinite: (value) => `is_finite(${value})`,
  helper: (name) => name,
};

/** A kernel's text, read into trees when asked for: equal kernels are recognised by their text alone. */
export interface KernelTree {
  /** Loops over the coordinates the kernel asks for, outermost first; others are melted together. */
  readonly loops: readonly { readonly name: string; readonly length: number }[];
  readonly body: readonly Statement[];
  /** The values of the results; of the only one, as a rule. */
  readonly values: readonly Expression[];
  /** Identifies equal kernels, but for the lengths of their loops. */
  readonly text: string;
}

/** A kernel as a group of one. */
export const alone = (kernel: Kernel): KernelGroup => ({
  inputs: kernel.inputs,
  outputs: [kernel.output],
  space: kernel.space,
  params: kernel.params ?? 0,
  emit: (e, at) => [kernel.emit(e, at)],
});

export function readKernel(kernel: KernelGroup): KernelTree {
  const used = new Set<number>();
  const emitter = new Emitter(wasm, kernel.inputs);
  const values = kernel.emit(emitter, {
    index: 'i',
    coordinate: (axis) => {
      used.add(axis);
      return `c${axis}`;
    },
  });
  const loops: { name: string; length: number }[] = [];
  kernel.space.forEach((length, axis) => {
    const before = loops[loops.length - 1];
    if (used.has(axis)) loops.push({ name: `c${axis}`, length });
    else if (before && !before.name.startsWith('c')) before.length *= length;
    else loops.push({ name: `m${axis}`, length });
  });
  if (loops.length === 0) loops.push({ name: 'm0', length: 1 });
  const code = emitter.code();
  let body: Statement[] | null = null;
  let trees: readonly Expression[] | null = null;
  return {
    loops,
    get body() {
      body ??= parseStatements(code);
      return body;
    },
    get values() {
      trees ??= values.map(parseExpression);
      return trees;
    },
    text: `${kernel.inputs}|${kernel.outputs}|${loops.map((l) => l.name)}|${code}|${values}`,
  };
}
