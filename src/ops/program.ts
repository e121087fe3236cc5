/**
 * A program is a flat list of primitive equations over values with static shapes, in static single assignment form and
 * in execution order. It is the one form everything else is derived from: derivatives, cost, memory plans, exports,
 * and every backend's execution. A program is data: it can be cloned to a worker and hashed.
 */
import { bytesPerElement, type DType, type NumericArray } from '../base/dtype';
import { type Shape, sizeOf } from '../base/shape';

/** Index of a value in its program. */
export type ValueId = number;

export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Attributes are plain data; a nested program (of `scan`) is an attribute too. */
export type Attribute =
  | number
  | string
  | boolean
  | readonly number[]
  | readonly (readonly number[])[]
  | NumericArray
  | Program;
export type Attributes = { readonly [name: string]: Attribute };

export interface Equation {
  /** Name of the primitive. */
  readonly op: string;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly attrs: Attributes;
  /** Whose work it is, as `withOrigin` named it, derivatives included: the id of a layer. Says nothing of what is computed. */
  readonly from?: string | undefined;
}

export interface Program {
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly equations: readonly Equation[];
  /** Type of each value, indexed by id. */
  readonly values: readonly ValueType[];
}

export function valueType(program: Pick<Program, 'values'>, id: ValueId): ValueType {
  const type = program.values[id];
  if (!type) throw new Error(`Program has no value ${id}.`);
  return type;
}

export function bytesOf(type: ValueType): number {
  return sizeOf(type.shape) * bytesPerElement(type.dtype);
}

/** For each value, the index of the last equation that reads it (`equations.length` when it is an output, -1 when never read). */
export function lastUses(program: Program): Int32Array {
  const last = new Int32Array(program.values.length).fill(-1);
  program.equations.forEach((eq, i) => {
    for (const id of eq.inputs) last[id] = i;
  });
  for (const id of program.outputs) last[id] = program.equations.length;
  return last;
}

/** Highest number of bytes alive at once when each value is freed after its last use, inputs included. */
export function peakBytes(program: Program): number {
  const last = lastUses(program);
  let live = 0;
  for (const id of program.inputs) live += bytesOf(valueType(program, id));
  let peak = live;
  program.equations.forEach((eq, i) => {
    for (const id of eq.outputs) live += bytesOf(valueType(program, id));
    peak = Math.max(peak, live);
    for (const id of new Set([...eq.inputs, ...eq.outputs])) {
      if ((last[id] as number) <= i) live -= bytesOf(valueType(program, id));
    }
  });
  return peak;
}
