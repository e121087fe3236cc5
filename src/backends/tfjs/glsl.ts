/** Kernels as WebGL2 fragment shaders: one texel of a float texture per element. */
import type { DType } from '../../base/dtype';
import { cursorOfFlat } from '../lowering/expression';
import { type Dialect, Emitter, type Kernel, type Scalar, scalarOf } from '../lowering/kernel';
import { decimal, integer } from './literals';
import { writeFunctions } from './shader-functions';

const dialect: Dialect = {
  literal: (value, type) => {
    if (type === 'bool') return value !== 0 ? 'true' : 'false';
    if (type === 'int') return integer(value);
    const v = Math.fround(value);
    if (Number.isNaN(v)) return 'f_nan()';
    if (!Number.isFinite(v)) return v > 0 ? 'f_infinity()' : '(-f_infinity())';
    return decimal(v);
  },
  declare: (_kind, type, name, value) => `${type} ${name} = ${value};`,
  loop: (name, from, to, body) => `for (int ${name} = ${from}; ${name} < ${to}; ${name}++) {\n${body}\n}`,
  choose: (condition, yes, no) => `(${condition} ? ${yes} : ${no})`,
  divide: (a, b) => `(${a} / ${b})`,
  load: (input, dtype: DType, index) => {
    const texel = `f_fetch(in${input}, ${index} + offsetin${input})`;
    if (dtype === 'bool') return `(${texel} > 0.5)`;
    return dtype === 'float32' ? texel : `int(${texel})`;
  },
  param: (index) => `p${index}`,
  convert: (value, from, to) => {
    if (from === to) return value;
    if (to === 'bool') return from === 'int' ? `(${value} != 0)` : `f_nonzero(${value})`;
    return `${to}(${value})`;
  },
  isNaN: (value) => `f_isnan(${value})`,
  isFinite: (value) => `f_finite(${value})`,
  helper: (name) => (name === 'round' ? 'roundEven' : `f_${name}`),
};

/**
 * Arrays lie in rows of `width` texels, a power of two: finding an element is a shift and a mask, where a division for
 * every read would cost more than the arithmetic. Shorter arrays are one shorter row.
 */
export class TextureLayout {
  private readonly bits: number;
  constructor(maxTextureSize: number) {
    this.bits = Math.min(13, Math.floor(Math.log2(maxTextureSize)));
  }

  /** Rows and columns of an array's texture; none is empty. */
  shape(length: number): [number, number] {
    const width = 1 << this.bits;
    return length <= width ? [1, Math.max(length, 1)] : [Math.ceil(length / width), width];
  }

  /** The flat index of the element a shader writes. */
  get element(): string {
    return `(int(gl_FragCoord.y) << ${this.bits}) + int(gl_FragCoord.x)`;
  }

  get fetch(): string {
    const mask = (1 << this.bits) - 1;
    return `float f_fetch(sampler2D t, int k) { return texelFetch(t, ivec2(k & ${mask}, k >> ${this.bits}), 0).r; }`;
  }
}

/** What every kernel may use. NaN is told by its bits: compilers assume there is none and fold comparisons away. */
const PRELUDE = `
float f_nan() { return uintBitsToFloat(0x7fc00000u); }
float f_infinity() { return uintBitsToFloat(0x7f800000u); }
bool f_isnan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
bool f_finite(float x) { return (floatBitsToUint(x) & 0x7f800000u) != 0x7f800000u; }
bool f_nonzero(float x) { return (floatBitsToUint(x) & 0x7fffffffu) != 0u; }
float f_negative(float x) { return float(floatBitsToUint(x) >> 31u); }
float f_float(int x) { return float(x); }
int f_truncate(float x) { return int(x); }
`;

const writeFunction = (name: string, f: { parameters: readonly string[]; type: Scalar; body: string }): string => {
  const parameters = f.parameters.map((p) => `${f.type} ${p}`).join(', ');
  const body = f.body.replace(/#(whole|odd|grows) =/g, 'bool $1 =').replace(/#(\w+) =/g, `${f.type} $1 =`);
  return `${f.type} f_${name}(${parameters}) {\n${body}\n}`;
};

/** The text of a fragment shader in the form tfjs completes. */
export function writeGlsl(kernel: Kernel, layout: TextureLayout): string {
  const emitter = new Emitter(dialect, kernel.inputs);
  const result = kernel.emit(emitter, cursorOfFlat(emitter, kernel.space, 'i'));
  const functions = writeFunctions(emitter.helpers, writeFunction);
  const value = dialect.convert(result, scalarOf(kernel.output), 'float');
  return `${layout.fetch}${PRELUDE}${functions}
void main() {
  int i = ${layout.element};
${emitter.code()}
  setOutput(${value});
}`;
}
