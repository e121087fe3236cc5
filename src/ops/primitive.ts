/**
 * A primitive owns its shape rule, its vector-Jacobian product (written in primitives) and its cost. Backends know
 * primitives by name and nothing else, so a new primitive comes with a form for each backend.
 */
import type { Attributes, ValueType } from './program';
import type { Tensor } from './tracer';

export interface VjpContext {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attrs: Attributes;
  /** Cotangent of each output; null where nothing flows back. At least one is present. */
  readonly cotangents: readonly (Tensor | null)[];
  /** Which inputs want a cotangent; others may be skipped. */
  readonly needed: readonly boolean[];
  /** Gives the equation itself other attributes and further outputs (a loop that must also save residuals). */
  readonly extend: (attrs: Attributes, more: readonly ValueType[]) => readonly Tensor[];
}

export interface Primitive {
  readonly name: string;
  /**
   * Types of the outputs.
   * @throws Error in plain words when the inputs do not fit.
   */
  infer(inputs: readonly ValueType[], attrs: Attributes): ValueType[];
  /** Cotangents of the inputs (null: none), or absent when the primitive is not differentiable. */
  vjp?(ctx: VjpContext): readonly (Tensor | null)[];
  /** Floating point operations of one evaluation; defaults to the number of output elements. */
  flops?(inputs: readonly ValueType[], outputs: readonly ValueType[], attrs: Attributes): number;
}

const primitives = new Map<string, Primitive>();

/** Registers a primitive under its name. */
export function definePrimitive(p: Primitive): Primitive {
  if (primitives.has(p.name)) throw new Error(`Primitive ${p.name} is defined twice.`);
  primitives.set(p.name, p);
  return p;
}

export function getPrimitive(name: string): Primitive {
  const p = primitives.get(name);
  if (!p) throw new Error(`There is no primitive ${name}.`);
  return p;
}

/** Names of all primitives, sorted; the contract suite walks this list. */
export function primitiveNames(): string[] {
  return [...primitives.keys()].sort();
}
