/**
 * The view of a program that fusion works on: who makes and who reads each value, and which equations are pure
 * index or scalar arithmetic, so that they can be computed inside whatever reads them.
 */
import type { Shape } from '../../base/shape';
import type { Attributes, Equation, Program, ValueId } from '../../ops/program';
import { valueType } from '../../ops/program';
import { affine } from './kernel';
import { SCALAR_OPS } from './scalar-ops';

/** Equations that only say where an element comes from. */
const VIEWS = new Set(['reshape', 'transpose', 'broadcast', 'slice', 'reverse', 'stop_gradient']);
/** Views that keep the flat order, so that a stored one shares its source's buffer. */
const ALIASES = new Set(['reshape', 'stop_gradient']);
/** Values known without reading anything. */
const SOURCES = new Set(['full', 'iota']);
const REDUCTIONS = new Set(['reduce_sum', 'reduce_max', 'reduce_min']);

export const isView = (op: string): boolean => VIEWS.has(op);
export const isAlias = (op: string): boolean => ALIASES.has(op);
export const isReduction = (op: string): boolean => REDUCTIONS.has(op);
export const isScalar = (op: string): boolean => op in SCALAR_OPS || op === 'select' || op === 'convert';
export const isInlinable = (op: string): boolean => isScalar(op) || isView(op) || SOURCES.has(op);

/** Whether an equation touches random keys; those live on the host and are computed there. */
export function isHostEquation(program: Program, eq: Equation): boolean {
  if (eq.op === 'random_uniform' || eq.op === 'scan') return false;
  const isKey = (id: ValueId): boolean => valueType(program, id).dtype === 'uint32';
  return eq.inputs.some(isKey) || eq.outputs.some(isKey);
}

export interface Graph {
  readonly program: Program;
  readonly producer: ReadonlyMap<ValueId, Equation>;
  readonly readers: ReadonlyMap<ValueId, readonly Equation[]>;
  readonly outputs: ReadonlySet<ValueId>;
}

export function graphOf(program: Program): Graph {
  const producer = new Map<ValueId, Equation>();
  const readers = new Map<ValueId, Equation[]>();
  for (const eq of program.equations) {
    for (const id of eq.outputs) producer.set(id, eq);
    for (const id of eq.inputs) {
      const list = readers.get(id);
      if (!list) readers.set(id, [eq]);
      // Read twice by the same, it has one reader.
      else if (list[list.length - 1] !== eq) list.push(eq);
    }
  }
  return { program, producer, readers, outputs: new Set(program.outputs) };
}

/** Coordinate of one axis, written out when asked for. */
export type Coordinates = (axis: number) => string;

/** Where each element of a view comes from: coordinates of the source from coordinates of the view. */
export function sourceCoordinates(
  op: string,
  attrs: Attributes,
  source: Shape,
  view: Shape,
  at: Coordinates,
): Coordinates {
  const list = (name: string): readonly number[] => attrs[name] as readonly number[];
  switch (op) {
    case 'transpose':
      return (axis) => at(list('perm').indexOf(axis));
    case 'broadcast':
      return broadcastCoordinates(source, view, at);
    case 'slice':
      return (axis) => affine([[at(axis), list('strides')[axis] as number]], list('start')[axis]);
    case 'reverse':
      return (axis) => (list('axes').includes(axis) ? `(${(source[axis] as number) - 1} - ${at(axis)})` : at(axis));
    default:
      return at;
  }
}

/** Coordinates of an operand from those of the shape it is broadcast to. */
export function broadcastCoordinates(source: Shape, target: Shape, at: Coordinates): Coordinates {
  const lead = target.length - source.length;
  return (axis) => (source[axis] === 1 ? '0' : at(lead + axis));
}
