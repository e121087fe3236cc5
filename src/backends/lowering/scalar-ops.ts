/**
 * How each elementwise primitive is written as an expression over scalars. Plain operators are written in place;
 * anything platforms compute badly or differently is a helper function every dialect defines.
 */
import type { Emitter, Scalar } from './kernel';

export interface ScalarOp {
  /** Rough cost; cheap ones may be computed twice rather than stored. */
  readonly cost: number;
  result(operand: Scalar): Scalar;
  write(e: Emitter, args: readonly string[], operand: Scalar): string;
}

const same = (operand: Scalar): Scalar => operand;
const truth = (): Scalar => 'bool';

const call =
  (helper: string) =>
  (e: Emitter, args: readonly string[]): string =>
    e.call(helper, ...args);

/** Helpers named apart for integers where the meaning differs. */
const typed =
  (helper: string) =>
  (e: Emitter, args: readonly string[], operand: Scalar): string =>
    e.call(operand === 'int' ? `${helper}_int` : helper, ...args);

const infix =
  (operator: string) =>
  (_e: Emitter, [a, b]: readonly string[]): string =>
    `(${a} ${operator} ${b})`;

/** Languages of the GPU do not order truth values; as integers they order as NumPy's. */
const ordered =
  (operator: string) =>
  (e: Emitter, args: readonly string[], operand: Scalar): string => {
    const [a, b] = operand === 'bool' ? args.map((x) => e.dialect.convert(x, 'bool', 'int')) : args;
    return `(${a} ${operator} ${b})`;
  };

const floatOnly = (name: string): ScalarOp => ({
  cost: 8,
  result: same,
  // Integers go through float32: no program needs the sine of an integer, but none may fail on one.
  write: (e, [x], operand) => {
    if (operand === 'float') return e.call(name, x as string);
    return e.dialect.convert(e.call(name, e.dialect.convert(x as string, operand, 'float')), 'float', operand);
  },
});

const FLOAT_FUNCTIONS = [
  'exp', 'expm1', 'log', 'log1p', 'sqrt', 'rsqrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh',
  'asinh', 'acosh', 'atanh', 'sigmoid', 'erf',
] as const; // biome-ignore format: a table

const identityOnIntegers = (name: string): ScalarOp => ({
  cost: 2,
  result: same,
  write: (e, [x], operand) => (operand === 'float' ? e.call(name, x as string) : (x as string)),
});

const cheap = (write: ScalarOp['write'], result: ScalarOp['result'] = same): ScalarOp => ({ cost: 1, result, write });

export const SCALAR_OPS: Readonly<Record<string, ScalarOp>> = {
  ...Object.fromEntries(FLOAT_FUNCTIONS.map((name) => [name, floatOnly(name)])),
  floor: identityOnIntegers('floor'),
  ceil: identityOnIntegers('ceil'),
  round: identityOnIntegers('round'),
  neg: cheap((e, [x], t) => (t === 'int' ? e.call('sub_int', '0', x as string) : `(-${x})`)),
  abs: cheap(typed('abs')),
  sign: cheap(typed('sign')),
  is_finite: cheap((e, [x], t) => (t === 'float' ? e.dialect.isFinite(x as string) : e.literal(1, 'bool')), truth),
  not: cheap((_e, [x]) => `(!${x})`, truth),
  add: cheap((e, [a, b], t) => (t === 'int' ? e.call('add_int', a as string, b as string) : `(${a} + ${b})`)),
  sub: cheap((e, [a, b], t) => (t === 'int' ? e.call('sub_int', a as string, b as string) : `(${a} - ${b})`)),
  mul: cheap((e, [a, b], t) => (t === 'int' ? e.call('mul_int', a as string, b as string) : `(${a} * ${b})`)),
  div: cheap((e, [a, b], t) => (t === 'int' ? e.call('div_int', a as string, b as string) : `(${a} / ${b})`)),
  pow: { cost: 12, result: same, write: typed('pow') },
  max: cheap(typed('max')),
  min: cheap(typed('min')),
  atan2: { cost: 10, result: same, write: call('atan2') },
  mod: { cost: 3, result: same, write: typed('mod') },
  eq: cheap(infix('=='), truth),
  // Compilers of shaders may take NaN to equal itself here, though not in eq.
  ne: cheap((e, [a, b], t) => {
    const differ = `${a} != ${b}`;
    return t === 'float'
      ? `(${differ} || ${e.dialect.isNaN(a as string)} || ${e.dialect.isNaN(b as string)})`
      : `(${differ})`;
  }, truth),
  lt: cheap(ordered('<'), truth),
  le: cheap(ordered('<='), truth),
  gt: cheap(ordered('>'), truth),
  ge: cheap(ordered('>='), truth),
  and: cheap(infix('&&'), truth),
  or: cheap(infix('||'), truth),
};
