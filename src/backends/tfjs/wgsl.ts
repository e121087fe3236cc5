/** Kernels as WebGPU compute shaders: one invocation per element. */
import type { DType } from '../../base/dtype';
import { cursorOfFlat } from '../lowering/expression';
import { type Dialect, Emitter, type Kernel, type Scalar, scalarOf } from '../lowering/kernel';
import { decimal, integer } from './literals';
import { writeFunctions } from './shader-functions';

const TYPES: Record<Scalar, string> = { float: 'f32', int: 'i32', bool: 'bool' };

const dialect: Dialect = {
  literal: (value, type) => {
    if (type === 'bool') return value !== 0 ? 'true' : 'false';
    if (type === 'int') return integer(value);
    const v = Math.fround(value);
    if (Number.isNaN(v)) return 'f_nan()';
    if (!Number.isFinite(v)) return v > 0 ? 'f_infinity()' : '(-f_infinity())';
    return decimal(v);
  },
  declare: (kind, type, name, value) => `${kind === 'constant' ? 'let' : 'var'} ${name}: ${TYPES[type]} = ${value};`,
  loop: (name, from, to, body) =>
    `for (var ${name}: i32 = ${from}; ${name} < ${to}; ${name} = ${name} + 1) {\n${body}\n}`,
  choose: (condition, yes, no) => `select(${no}, ${yes}, ${condition})`,
  divide: (a, b) => `(${a} / ${b})`,
  load: (input, dtype: DType, index) => {
    const element = `in${input}[${index}]`;
    return dtype === 'bool' ? `(${element} != 0)` : element;
  },
  param: (index) => `uniforms.p${index}`,
  convert: (value, from, to) => {
    if (from === to) return value;
    if (to === 'bool') return from === 'int' ? `(${value} != 0)` : `f_nonzero(${value})`;
    if (from === 'bool') return to === 'int' ? `select(0, 1, ${value})` : `select(0.0, 1.0, ${value})`;
    return `${TYPES[to]}(${value})`;
  },
  isNaN: (value) => `f_isnan(${value})`,
  isFinite: (value) => `f_finite(${value})`,
  // WGSL rounds half to even.
  helper: (name) => (name === 'round' ? 'round' : `f_${name}`),
};

/** NaN is told by its bits: WGSL lets compilers assume there is none. Constants of it come as uniforms. */
const PRELUDE = `
fn f_nan() -> f32 { return uniforms.NAN; }
fn f_infinity() -> f32 { return uniforms.INFINITY; }
fn f_isnan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn f_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
fn f_nonzero(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) != 0u; }
fn f_negative(x: f32) -> f32 { return f32(bitcast<u32>(x) >> 31u); }
fn f_float(x: i32) -> f32 { return f32(x); }
fn f_truncate(x: f32) -> i32 { return i32(x); }
`;

const writeFunction = (name: string, f: { parameters: readonly string[]; type: Scalar; body: string }): string => {
  const type = TYPES[f.type];
  const parameters = f.parameters.map((p) => `${p}: ${type}`).join(', ');
  return `fn f_${name}(${parameters}) -> ${type} {\n${f.body.replace(/#(\w+) =/g, 'let $1 =')}\n}`;
};

/** The text of a compute shader in the form tfjs completes. Naming every array keeps unread ones in the binding layout. */
export function writeWgsl(kernel: Kernel): string {
  const emitter = new Emitter(dialect, kernel.inputs);
  const result = kernel.emit(emitter, cursorOfFlat(emitter, kernel.space, 'i'));
  const functions = writeFunctions(emitter.helpers, writeFunction);
  const type = scalarOf(kernel.output);
  return `${PRELUDE}${functions}
fn main(i: i32) {
  if (i >= uniforms.size) { return; }
${kernel.inputs.map((_, k) => `  _ = &in${k};`).join('\n')}
${emitter.code()}
  result[i] = ${dialect.convert(result, type, type === 'bool' ? 'int' : type)};
}`;
}
