/**
 * The functions layers, losses, metrics and optimizers are written in: thin, typed callers of the primitives plus the
 * compositions everything needs. Numbers take the dtype of their partner. All run inside an open trace.
 */
import type { DType, NumericArray } from '../base/dtype';
import { broadcastShapes, normalizeAxes, normalizeAxis, type Shape, sameShape, sizeOf } from '../base/shape';
import { one, Tensor, type TensorLike } from './tracer';

// --- making values -------------------------------------------------------------------------------------------------

export function full(shape: Shape, value: number, dtype: DType = 'float32'): Tensor {
  return one('full', [], { shape: [...shape], dtype, value });
}
export const zeros = (shape: Shape, dtype: DType = 'float32'): Tensor => full(shape, 0, dtype);
export const ones = (shape: Shape, dtype: DType = 'float32'): Tensor => full(shape, 1, dtype);
export const scalar = (value: number, dtype: DType = 'float32'): Tensor => full([], value, dtype);

/** A literal array. */
export function constant(data: NumericArray, shape: Shape, dtype: DType = 'float32'): Tensor {
  return one('constant', [], { shape: [...shape], dtype, data });
}

/** The index along `axis`, for every element. */
export function iota(shape: Shape, axis: number, dtype: DType = 'int32'): Tensor {
  return one('iota', [], { shape: [...shape], dtype, axis: normalizeAxis(axis, shape.length) });
}

/** Float32 in [low, high) from a uint32 key of shape (2,), as `jax.random.uniform` draws it. */
export function randomUniform(key: Tensor, shape: Shape, low = 0, high = 1): Tensor {
  const u = one('random_uniform', [key], { shape: [...shape] });
  return low === 0 && high === 1 ? u : maximum(add(mul(u, high - low), low), low);
}

/** True with probability `p`, as `jax.random.bernoulli` draws it. */
export function randomBernoulli(key: Tensor, p: number, shape: Shape): Tensor {
  return lt(randomUniform(key, shape), p);
}

/** Standard normal values, as `jax.random.normal` draws them. */
export function randomNormal(key: Tensor, shape: Shape): Tensor {
  return mul(erfInv(randomUniform(key, shape, -1 + 2 ** -24, 1)), Math.SQRT2);
}

/** `n` independent keys, uint32 (n, 2). */
export function randomSplit(key: Tensor, n: number): Tensor {
  return one('random_split', [key], { n });
}

/** Int32 in [low, high), as `jax.random.randint` draws them. */
export const randomIntegers = (key: Tensor, shape: Shape, low: number, high: number): Tensor =>
  one('random_integers', [key], { shape: [...shape], low, high });

/** 0..n-1 in random order, as `jax.random.permutation` draws it. */
export const randomPermutation = (key: Tensor, n: number): Tensor => one('random_permutation', [key], { n });

/** `n` gamma variates of scale 1. */
export const randomGamma = (key: Tensor, n: number, alpha: number): Tensor => one('random_gamma', [key], { n, alpha });

/** `n` beta variates with both parameters `alpha`. */
export const randomBeta = (key: Tensor, n: number, alpha: number): Tensor => one('random_beta', [key], { n, alpha });

/** `n` beta variates with both parameters drawn once from [low, high), plus 10⁻⁶ so that they are above 0. */
export const randomBetaBetween = (alphaKey: Tensor, key: Tensor, n: number, low: number, high: number): Tensor =>
  one('random_beta', [key, alphaKey], { n, low, high });

// --- elementwise -----------------------------------------------------------------------------------------------------

const unary =
  (op: string) =>
  (x: Tensor): Tensor =>
    one(op, [x]);

export const neg = unary('neg');
export const abs = unary('abs');
export const sign = unary('sign');
export const exp = unary('exp');
export const expm1 = unary('expm1');
export const log = unary('log');
export const log1p = unary('log1p');
export const sqrt = unary('sqrt');
export const rsqrt = unary('rsqrt');
export const sin = unary('sin');
export const cos = unary('cos');
export const tan = unary('tan');
export const asin = unary('asin');
export const acos = unary('acos');
export const atan = unary('atan');
export const sinh = unary('sinh');
export const cosh = unary('cosh');
export const tanh = unary('tanh');
export const asinh = unary('asinh');
export const acosh = unary('acosh');
export const atanh = unary('atanh');
export const sigmoid = unary('sigmoid');
export const erf = unary('erf');
export const floor = unary('floor');
export const ceil = unary('ceil');
/** Rounds half to even. */
export const round = unary('round');
export const finite = unary('is_finite');
export const not = unary('not');
export const stopGradient = unary('stop_gradient');
export const square = (x: Tensor): Tensor => mul(x, x);

/** Brings two operands to tensors of one dtype; two different tensor dtypes are a caller's bug. */
function pair(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (a instanceof Tensor) return [a, b instanceof Tensor ? b : scalar(b, a.dtype)];
  if (b instanceof Tensor) return [scalar(a, b.dtype), b];
  return [scalar(a), scalar(b)];
}

const binary =
  (op: string) =>
  (a: TensorLike, b: TensorLike): Tensor =>
    one(op, pair(a, b));

export const sub = binary('sub');
export const div = binary('div');
export const pow = binary('pow');
export const maximum = binary('max');
export const minimum = binary('min');
export const mod = binary('mod');
export const atan2 = binary('atan2');
export const eq = binary('eq');
export const ne = binary('ne');
export const lt = binary('lt');
export const le = binary('le');
export const gt = binary('gt');
export const ge = binary('ge');
export const and = binary('and');
export const or = binary('or');

export function add(a: TensorLike, b: TensorLike): Tensor {
  if (a instanceof Tensor && b === 0) return a;
  if (b instanceof Tensor && a === 0) return b;
  const joined = a instanceof Tensor && b instanceof Tensor ? (joinPadded(a, b) ?? joinPadded(b, a)) : null;
  return joined ?? one('add', pair(a, b));
}

/** What zero padding along one axis made, or null. */
function padded(x: Tensor): { inner: Tensor; axis: number; low: number; high: number } | null {
  const made = x.trace.producers.get(x.id);
  if (made?.op !== 'pad' || made.attrs.value !== 0) return null;
  const [low, high, interior] = [made.attrs.low, made.attrs.high, made.attrs.interior] as number[][] as [
    number[],
    number[],
    number[],
  ];
  const axes = low.map((_, i) => i).filter((i) => low[i] !== 0 || high[i] !== 0);
  const [axis] = axes;
  if (axes.length !== 1 || axis === undefined || interior.some((n) => n !== 0)) return null;
  return {
    inner: x.trace.tensor(made.inputs[0] as number),
    axis,
    low: low[axis] as number,
    high: high[axis] as number,
  };
}

/**
 * The sum of two zero-padded pieces that lie side by side is the pieces side by side. Derivatives of slices make such
 * sums: the cotangents of an LSTM's gates come together in one concatenation instead of a pad and an add per gate.
 */
function joinPadded(before: Tensor, after: Tensor): Tensor | null {
  if (!sameShape(before.shape, after.shape)) return null;
  const [p, q] = [padded(before), padded(after)];
  if (!p || !q || p.axis !== q.axis || p.low + (p.inner.shape[p.axis] as number) !== q.low) return null;
  const zero = before.shape.map(() => 0);
  const at = (n: number): number[] => zero.map((_, i) => (i === p.axis ? n : 0));
  return padWith(concat([p.inner, q.inner], p.axis), at(p.low), at(q.high), zero, 0);
}

export function mul(a: TensorLike, b: TensorLike): Tensor {
  if (a instanceof Tensor && b === 1) return a;
  if (b instanceof Tensor && a === 1) return b;
  return one('mul', pair(a, b));
}

/** `a` where the condition holds, else `b`. Both branches get a zero cotangent where they are not taken. */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  return one('select', [condition, ...pair(a, b)]);
}

export function convert(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : one('convert', [x], { dtype });
}

export const clip = (x: Tensor, low: TensorLike, high: TensorLike): Tensor => minimum(maximum(x, low), high);
/** max(x, 0) with derivative 0 at 0, as JAX's and Keras' relu; what is no number stays none. */
export const relu = (x: Tensor): Tensor => where(le(x, 0), 0, x);
/** log(1 + e^x) without overflow; both terms take their right-hand slope at 0, which adds up to a half. */
export const softplus = (x: Tensor): Tensor => add(where(ge(x, 0), x, 0), log1p(exp(neg(abs(x)))));

/** Inverse error function (single precision; see base/random). Not differentiable by design: it feeds random draws. */
export function erfInv(x: Tensor): Tensor {
  const w = neg(log1p(neg(square(x))));
  const central = lt(w, 5);
  const t = where(central, sub(w, 2.5), sub(sqrt(w), 3));
  const c = [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
  ];
  const d = [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
  ];
  let p = where(central, c[0] as number, full(t.shape, d[0] as number));
  for (let i = 1; i < c.length; i++) {
    p = add(where(central, c[i] as number, full(t.shape, d[i] as number)), mul(p, t));
  }
  return mul(p, x);
}

// --- shaping -----------------------------------------------------------------------------------------------------------

export function reshape(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : one('reshape', [x], { shape: [...shape] });
}

export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  return perm.every((p, i) => p === i) ? x : one('transpose', [x], { perm: [...perm] });
}

export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : one('broadcast', [x], { shape: [...shape] });
}

export function expandDims(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.rank + 1 : axis;
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

export function squeeze(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  return reshape(
    x,
    x.shape.filter((_, i) => i !== at),
  );
}

export function slice(
  x: Tensor,
  start: readonly number[],
  limit: readonly number[],
  strides?: readonly number[],
): Tensor {
  const st = strides ?? start.map(() => 1);
  const whole = start.every((s, i) => s === 0 && limit[i] === x.shape[i] && st[i] === 1);
  return whole ? x : one('slice', [x], { start: [...start], limit: [...limit], strides: [...st] });
}

/** Elements `begin` to `end` (exclusive) of one axis. */
export function sliceAxis(x: Tensor, axis: number, begin: number, end: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  return slice(
    x,
    x.shape.map((_, i) => (i === at ? begin : 0)),
    x.shape.map((d, i) => (i === at ? end : d)),
  );
}

export function padWith(
  x: Tensor,
  low: readonly number[],
  high: readonly number[],
  interior: readonly number[],
  value: number,
): Tensor {
  if ([...low, ...high, ...interior].every((n) => n === 0)) return x;
  return one('pad', [x], { low: [...low], high: [...high], interior: [...interior], value });
}

export function pad(x: Tensor, padding: readonly (readonly [number, number])[], value = 0): Tensor {
  return padWith(
    x,
    padding.map((p) => p[0]),
    padding.map((p) => p[1]),
    padding.map(() => 0),
    value,
  );
}

export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const first = xs[0];
  if (!first) throw new Error('concat takes at least one tensor.');
  if (xs.length === 1) return first;
  const at = normalizeAxis(axis, first.rank);
  return one(
    'concat',
    xs.flatMap((x) => piecesOf(x, at)),
    { axis: at },
  );
}

/** The parts of a tensor that was itself laid together along the axis. */
function piecesOf(x: Tensor, axis: number): Tensor[] {
  const made = x.trace.producers.get(x.id);
  return made?.op === 'concat' && made.attrs.axis === axis ? made.inputs.map((id) => x.trace.tensor(id)) : [x];
}

export function stack(xs: readonly Tensor[], axis = 0): Tensor {
  return concat(
    xs.map((x) => expandDims(x, axis)),
    axis < 0 ? axis : axis,
  );
}

/** `parts` equal pieces along an axis. */
export function split(x: Tensor, parts: number, axis: number): Tensor[] {
  const at = normalizeAxis(axis, x.rank);
  const step = (x.shape[at] as number) / parts;
  if (!Number.isInteger(step)) throw new Error(`An axis of ${x.shape[at]} does not split into ${parts} equal parts.`);
  return Array.from({ length: parts }, (_, i) => sliceAxis(x, at, i * step, (i + 1) * step));
}

/** The order of elements turned round along `axes`; turning twice is not turning. */
export function reverse(x: Tensor, axes: readonly number[]): Tensor {
  const list = normalizeAxes(axes, x.rank);
  const made = x.trace.producers.get(x.id);
  if (made?.op === 'reverse' && String(made.attrs.axes) === String(list))
    return x.trace.tensor(made.inputs[0] as number);
  return one('reverse', [x], { axes: list });
}

/** Sums a broadcast tensor back to the shape it was broadcast from. */
export function sumToShape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(x.shape, shape), x.shape))
    throw new Error(`[${shape}] does not broadcast to [${x.shape}].`);
  const lead = x.rank - shape.length;
  const axes = x.shape.map((_, i) => i).filter((i) => i < lead || (shape[i - lead] === 1 && x.shape[i] !== 1));
  return reshape(sum(x, axes, true), shape);
}

// --- reductions ----------------------------------------------------------------------------------------------------------

const reduction =
  (op: string) =>
  (x: Tensor, axes?: number | readonly number[], keepdims = false): Tensor => {
    const list = normalizeAxes(axes, x.rank);
    if (list.length === 0) return x;
    return one(op, [x], { axes: list, keepdims });
  };

export const sum = reduction('reduce_sum');
export const max = reduction('reduce_max');
export const min = reduction('reduce_min');

export function mean(x: Tensor, axes?: number | readonly number[], keepdims = false): Tensor {
  const n = normalizeAxes(axes, x.rank).reduce((p, i) => p * (x.shape[i] as number), 1);
  return div(sum(x, axes, keepdims), n);
}

/** Mean and biased variance over `axes`. */
export function moments(x: Tensor, axes: readonly number[], keepdims = false): { mean: Tensor; variance: Tensor } {
  const m = mean(x, axes, true);
  const v = mean(square(sub(x, m)), axes, keepdims);
  return { mean: keepdims ? m : reshape(m, v.shape), variance: v };
}

export function argmax(x: Tensor, axis = -1): Tensor {
  return one('argmax', [x], { axis: normalizeAxis(axis, x.rank) });
}

export function cumsum(x: Tensor, axis: number, reverseOrder = false): Tensor {
  return one('cumsum', [x], { axis: normalizeAxis(axis, x.rank), reverse: reverseOrder });
}

export const all = (x: Tensor, axes?: number | readonly number[], keepdims = false): Tensor =>
  gt(min(convert(x, 'float32'), axes, keepdims), 0.5);
export const any = (x: Tensor, axes?: number | readonly number[], keepdims = false): Tensor =>
  gt(max(convert(x, 'float32'), axes, keepdims), 0.5);

export function softmax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  const e = exp(sub(x, stopGradient(max(x, axis, true))));
  return div(e, sum(e, axis, true));
}

export function logSoftmax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  const shifted = sub(x, stopGradient(max(x, axis, true)));
  return sub(shifted, log(sum(exp(shifted), axis, true)));
}

// --- contractions ---------------------------------------------------------------------------------------------------------

export function matmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return one('matmul', [a, b], { transposeA, transposeB });
}

/** x [..., k] times a matrix [k, n]: leading axes are folded, so it is one matrix product. */
export function dense(x: Tensor, kernel: Tensor): Tensor {
  const lead = x.shape.slice(0, -1);
  const y = matmul(reshape(x, [sizeOf(lead), x.shape[x.rank - 1] as number]), kernel);
  return reshape(y, [...lead, kernel.shape[1] as number]);
}

/** Rows of axis 0 of `table` by int32 `indices`; indices outside are clamped. */
export const gather = (table: Tensor, indices: Tensor): Tensor => one('gather', [table, indices]);
export const scatterAdd = (indices: Tensor, updates: Tensor, rows: number): Tensor =>
  one('scatter_add', [indices, updates], { rows });

/** Integer classes to one-hot rows (a new last axis); classes outside give a row of zeros. */
export function oneHot(classes: Tensor, depth: number): Tensor {
  const index = iota([...classes.shape.map(() => 1), depth], classes.rank);
  return convert(eq(expandDims(classes, -1), index), 'float32');
}
