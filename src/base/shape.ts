/** Static shapes: sizes, strides, broadcasting as NumPy does it. A shape inside a program has no unknown dimension. */

export type Shape = readonly number[];

/** A shape as a user sees it: `null` is Keras' None, a dimension known only when data comes (the batch). */
export type PartialShape = readonly (number | null)[];

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] as number;
  }
  return strides;
}

export function sameShape(a: PartialShape, b: PartialShape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/**
 * The shape two operands broadcast to by NumPy's rule.
 * @throws RangeError naming both shapes when they do not broadcast.
 */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 0; i < rank; i++) {
    const da = a[a.length - rank + i] ?? 1;
    const db = b[b.length - rank + i] ?? 1;
    if (da !== db && da !== 1 && db !== 1) {
      throw new RangeError(`Shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast.`);
    }
    out[i] = da === 1 ? db : da;
  }
  return out;
}

/** `(None, 28, 28, 1)`, the way Keras prints a shape. A one-element tuple keeps Python's trailing comma. */
export function formatShape(shape: PartialShape): string {
  const parts = shape.map((d) => (d === null ? 'None' : String(d)));
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;
}

/**
 * A non-negative axis for `axis` in a tensor of `rank`.
 * @throws RangeError when the axis does not exist.
 */
export function normalizeAxis(axis: number, rank: number): number {
  const a = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(a) || a < 0 || a >= rank) {
    throw new RangeError(`Axis ${axis} does not exist in a tensor with ${rank} dimensions.`);
  }
  return a;
}

/** Sorted, unique, non-negative axes; all of them when `axes` is undefined. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === 'number' ? [axes] : axes;
  return [...new Set(list.map((a) => normalizeAxis(a, rank)))].sort((x, y) => x - y);
}
