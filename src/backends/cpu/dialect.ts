/** Kernels as JavaScript: loops over typed arrays, rounded to single precision wherever a value gets a name. */
import type { DType } from '../../base/dtype';
import { type Dialect, Emitter, type Kernel, type Scalar } from '../lowering/kernel';
import * as functions from './functions';

const js: Dialect = {
  literal: (value, type) => {
    if (type === 'bool') return value !== 0 ? 'true' : 'false';
    if (type === 'int') return String(Math.trunc(value) | 0);
    const v = Math.fround(value);
    if (Number.isNaN(v)) return 'NaN';
    if (!Number.isFinite(v)) return v > 0 ? 'Infinity' : '(-Infinity)';
    return v < 0 || Object.is(v, -0) ? `(${Object.is(v, -0) ? '-0' : v})` : String(v);
  },
  // Constants are values of the program, and those are float32; variables accumulate in double.
  declare: (kind, type, name, value) => {
    if (kind === 'variable') return `let ${name} = ${value};`;
    return `const ${name} = ${type === 'float' ? `fround(${value})` : value};`;
  },
  loop: (name, from, to, body) => `for (let ${name} = ${from}; ${name} < ${to}; ${name}++) {\n${body}\n}`,
  choose: (condition, yes, no) => `(${condition} ? ${yes} : ${no})`,
  divide: (a, b) => `((${a} / ${b}) | 0)`,
  load: (input, dtype: DType, index) => (dtype === 'bool' ? `(in${input}[${index}] !== 0)` : `in${input}[${index}]`),
  param: (index) => `params[${index}]`,
  convert: (value, from: Scalar, to: Scalar) => {
    if (from === to) return value;
    if (to === 'bool') return `(${value} !== 0)`;
    if (from === 'bool') return `(${value} ? 1 : 0)`;
    return to === 'int' ? `(${value} | 0)` : value;
  },
  isNaN: (value) => `(${value} !== ${value})`,
  isFinite: (value) => `(${value} - ${value} === 0)`,
  helper: (name) => `f_${name}`,
};

/** A kernel's code: fills `out` from the input arrays. */
export type JsKernel = (
  out: ArrayLike<number>,
  inputs: readonly ArrayLike<number>[],
  params: readonly number[],
) => void;

const compiled = new Map<string, JsKernel>();

export function compileKernel(kernel: Kernel): JsKernel {
  const source = writeKernel(kernel);
  const known = compiled.get(source);
  if (known) return known;
  const run = new Function('f', 'fround', source)(functions, Math.fround) as JsKernel;
  compiled.set(source, run);
  return run;
}

/** The text of a factory of a kernel: loops over the coordinates it asks for, axes it does not ask for melted together. */
export function writeKernel(kernel: Kernel): string {
  const used = new Set<number>();
  const emitter = new Emitter(js, kernel.inputs);
  const value = kernel.emit(emitter, {
    index: 'i',
    coordinate: (axis) => {
      used.add(axis);
      return `c${axis}`;
    },
  });
  const body = `${emitter.code()}\nout[i] = ${kernel.output === 'bool' ? `${value} ? 1 : 0` : value};\ni++;`;
  const loops: { name: string; length: number }[] = [];
  kernel.space.forEach((length, axis) => {
    const before = loops[loops.length - 1];
    if (used.has(axis)) loops.push({ name: `c${axis}`, length });
    else if (before && !before.name.startsWith('c')) before.length *= length;
    else loops.push({ name: `m${axis}`, length });
  });
  const nest = loops.reduceRight((inner, l) => js.loop(l.name, '0', String(l.length), inner), body);
  const arrays = kernel.inputs.map((_, k) => `const in${k} = inputs[${k}];`);
  // Helpers as constants of the closure are inlined; named by their size, kernels can be told apart in a profile.
  const helpers = [...emitter.helpers].map((name) => `const f_${name} = f.${name};`);
  const name = `kernel_${kernel.space.join('x')}_of_${kernel.inputs.length}`;
  const kernelBody = [...arrays, 'let i = 0;', nest].join('\n');
  return `${helpers.join('\n')}\nreturn function ${name}(out, inputs, params) {\n${kernelBody}\n};`;
}
