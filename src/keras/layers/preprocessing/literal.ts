/** Arguments that are a number or a nested list of numbers, as tensors. */
import type { Json } from '../../../base/json';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

export type Literal = number | readonly Json[];

/** Sizes of a nested list, or null when its rows differ in length. */
export function literalShape(v: Json): number[] | null {
  if (!Array.isArray(v)) return typeof v === 'number' ? [] : null;
  const rows = v.map(literalShape);
  const first = rows[0];
  if (!first || rows.some((r) => r === null || r.join() !== first.join())) return null;
  return [v.length, ...first];
}

/** The numbers as float32. */
export function literal(v: Literal): Tensor {
  const shape = literalShape(v);
  if (!shape) throw new Error('The lists of a literal differ in length.');
  return ops.constant(flatten(v), shape);
}

function flatten(v: Json): number[] {
  return Array.isArray(v) ? v.flatMap(flatten) : [v as number];
}
