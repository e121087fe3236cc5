/**
 * Learning rates of a schedule computed on the host, for callbacks and previews: the schedule is traced once for a
 * scalar step and the few primitives it is made of are evaluated in single precision, as a device would.
 */
import { type Equation, type Program, type Tensor, trace } from '../../ops';
import type { ObjectValue } from './args';
import { resolve } from './registry';

const FUNCTIONS: Record<string, (...x: number[]) => number> = {
  neg: (a = 0) => -a,
  abs: (a = 0) => Math.abs(a),
  exp: (a = 0) => Math.exp(a),
  log: (a = 0) => Math.log(a),
  sqrt: (a = 0) => Math.sqrt(a),
  sin: (a = 0) => Math.sin(a),
  cos: (a = 0) => Math.cos(a),
  floor: (a = 0) => Math.floor(a),
  ceil: (a = 0) => Math.ceil(a),
  add: (a = 0, b = 0) => a + b,
  sub: (a = 0, b = 0) => a - b,
  mul: (a = 0, b = 0) => a * b,
  div: (a = 0, b = 0) => a / b,
  pow: (a = 0, b = 0) => a ** b,
  max: Math.max,
  min: Math.min,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a = 0, b = 0) => Number(a < b),
  le: (a = 0, b = 0) => Number(a <= b),
  gt: (a = 0, b = 0) => Number(a > b),
  ge: (a = 0, b = 0) => Number(a >= b),
  and: (a = 0, b = 0) => a * b,
  or: (a = 0, b = 0) => Math.max(a, b),
  not: (a = 0) => 1 - a,
  select: (c, a = 0, b = 0) => (c ? a : b),
};

function evaluateScalar(eq: Equation, inputs: readonly number[]): number {
  if (eq.op === 'full') return eq.attrs.value as number;
  if (eq.op === 'convert') return inputs[0] as number;
  const f = FUNCTIONS[eq.op];
  if (!f) throw new Error(`A schedule cannot be read on the host: it uses ${eq.op}.`);
  return f(...inputs);
}

function run(program: Program, step: number): number {
  const values = new Map<number, number>(program.inputs.map((id) => [id, Math.fround(step)]));
  for (const eq of program.equations) {
    const inputs = eq.inputs.map((id) => values.get(id) as number);
    values.set(eq.outputs[0] as number, Math.fround(evaluateScalar(eq, inputs)));
  }
  return values.get(program.outputs[0] as number) as number;
}

/**
 * A function that gives the learning rate at a step.
 * @throws ProblemError for an unknown schedule or bad arguments
 */
export function scheduleFunction(value: ObjectValue): (step: number) => number {
  const { definition, config } = resolve('schedule', value);
  const program = trace([{ shape: [], dtype: 'float32' }], (step) => [definition.call(step as Tensor, config)]);
  return (step) => run(program, step);
}
