/**
 * Elementwise primitives. Binary ones and `select` broadcast as NumPy does; their derivatives sum the cotangent back to
 * the operand's shape. At kinks the derivative follows JAX: ties of max and min share the cotangent equally.
 */
import type { DType } from '../../base/dtype';
import { broadcastShapes } from '../../base/shape';
import * as F from '../functions';
import { definePrimitive, type VjpContext } from '../primitive';
import type { ValueType } from '../program';
import type { Tensor } from '../tracer';

type UnaryDerivative = (ct: Tensor, x: Tensor, y: Tensor) => Tensor | null;

const none: UnaryDerivative = () => null;

/** Derivatives of the unary primitives that map float32 to float32. */
const UNARY: Record<string, { vjp: UnaryDerivative; cost?: number }> = {
  neg: { vjp: (ct) => F.neg(ct) },
  // At 0 the slope is 1, as in JAX.
  abs: { vjp: (ct, x) => F.where(F.ge(x, 0), ct, F.neg(ct)) },
  sign: { vjp: none },
  exp: { vjp: (ct, _x, y) => F.mul(ct, y), cost: 8 },
  expm1: { vjp: (ct, _x, y) => F.mul(ct, F.add(y, 1)), cost: 8 },
  log: { vjp: (ct, x) => F.div(ct, x), cost: 8 },
  log1p: { vjp: (ct, x) => F.div(ct, F.add(x, 1)), cost: 8 },
  sqrt: { vjp: (ct, _x, y) => F.div(F.mul(ct, 0.5), y), cost: 4 },
  rsqrt: { vjp: (ct, x, y) => F.mul(ct, F.mul(-0.5, F.div(y, x))), cost: 4 },
  sin: { vjp: (ct, x) => F.mul(ct, F.cos(x)), cost: 8 },
  cos: { vjp: (ct, x) => F.neg(F.mul(ct, F.sin(x))), cost: 8 },
  tan: { vjp: (ct, _x, y) => F.mul(ct, F.add(1, F.mul(y, y))), cost: 8 },
  asin: { vjp: (ct, x) => F.mul(ct, F.rsqrt(F.sub(1, F.mul(x, x)))), cost: 8 },
  acos: { vjp: (ct, x) => F.neg(F.mul(ct, F.rsqrt(F.sub(1, F.mul(x, x))))), cost: 8 },
  atan: { vjp: (ct, x) => F.div(ct, F.add(1, F.mul(x, x))), cost: 8 },
  sinh: { vjp: (ct, x) => F.mul(ct, F.cosh(x)), cost: 8 },
  cosh: { vjp: (ct, x) => F.mul(ct, F.sinh(x)), cost: 8 },
  tanh: { vjp: (ct, _x, y) => F.mul(ct, F.sub(1, F.mul(y, y))), cost: 8 },
  asinh: { vjp: (ct, x) => F.mul(ct, F.rsqrt(F.add(F.mul(x, x), 1))), cost: 8 },
  acosh: { vjp: (ct, x) => F.mul(ct, F.rsqrt(F.sub(F.mul(x, x), 1))), cost: 8 },
  atanh: { vjp: (ct, x) => F.div(ct, F.sub(1, F.mul(x, x))), cost: 8 },
  sigmoid: { vjp: (ct, _x, y) => F.mul(ct, F.mul(y, F.sub(1, y))), cost: 8 },
  erf: { vjp: (ct, x) => F.mul(ct, F.mul(2 / Math.sqrt(Math.PI), F.exp(F.neg(F.mul(x, x))))), cost: 12 },
  floor: { vjp: none },
  ceil: { vjp: none },
  round: { vjp: none },
};

function unbroadcast(ct: Tensor, target: Tensor): Tensor {
  return F.sumToShape(ct, target.shape);
}

for (const [name, { vjp, cost }] of Object.entries(UNARY)) {
  definePrimitive({
    name,
    infer: ([x]) => {
      requireNumeric(name, x as ValueType);
      return [x as ValueType];
    },
    vjp: ({ inputs, outputs, cotangents }) => [vjp(cotangents[0] as Tensor, inputs[0] as Tensor, outputs[0] as Tensor)],
    flops: (_i, outs) => (cost ?? 1) * elements(outs),
  });
}

/** Rounds half to even, as NumPy and JAX do: stated here because platforms' own `round` differ. */
definePrimitive({ name: 'is_finite', infer: ([x]) => [{ shape: (x as ValueType).shape, dtype: 'bool' }] });
definePrimitive({
  name: 'not',
  infer: ([x]) => {
    if ((x as ValueType).dtype !== 'bool') throw new Error('not takes a bool tensor.');
    return [x as ValueType];
  },
});

/** Identity that lets no cotangent through. */
definePrimitive({ name: 'stop_gradient', infer: ([x]) => [x as ValueType], flops: () => 0 });

type BinaryDerivative = (
  ctx: VjpContext,
  ct: Tensor,
  a: Tensor,
  b: Tensor,
  y: Tensor,
) => [Tensor | null, Tensor | null];

/** For max and min: each operand gets the cotangent where it wins and half of it at a tie. */
const extremum: BinaryDerivative = (ctx, ct, a, b, y) => {
  const share = (x: Tensor, other: Tensor): Tensor => {
    const wins = F.convert(F.eq(x, y), 'float32');
    const both = F.convert(F.eq(x, other), 'float32');
    return F.mul(ct, F.sub(wins, F.mul(0.5, both)));
  };
  return [ctx.needed[0] ? share(a, b) : null, ctx.needed[1] ? share(b, a) : null];
};

const BINARY: Record<string, { vjp: BinaryDerivative; cost?: number }> = {
  add: { vjp: (_c, ct) => [ct, ct] },
  sub: { vjp: (c, ct) => [ct, c.needed[1] ? F.neg(ct) : null] },
  mul: { vjp: (c, ct, a, b) => [c.needed[0] ? F.mul(ct, b) : null, c.needed[1] ? F.mul(ct, a) : null] },
  div: {
    vjp: (c, ct, _a, b, y) => [c.needed[0] ? F.div(ct, b) : null, c.needed[1] ? F.neg(F.div(F.mul(ct, y), b)) : null],
  },
  pow: {
    cost: 16,
    vjp: (c, ct, a, b, y) => [
      c.needed[0] ? F.mul(ct, F.where(F.eq(b, 0), 0, F.mul(b, F.pow(a, F.sub(b, 1))))) : null,
      c.needed[1] ? F.mul(ct, F.mul(y, F.log(F.where(F.eq(a, 0), 1, a)))) : null,
    ],
  },
  max: { vjp: extremum },
  min: { vjp: extremum },
  atan2: {
    cost: 12,
    vjp: (_c, ct, a, b) => {
      const d = F.add(F.mul(a, a), F.mul(b, b));
      return [F.mul(ct, F.div(b, d)), F.neg(F.mul(ct, F.div(a, d)))];
    },
  },
  /** Remainder with the sign of the divisor, as Python's %. */
  mod: { cost: 4, vjp: (_c, ct, a, b) => [ct, F.neg(F.mul(ct, F.floor(F.div(a, b))))] },
};

function elements(types: readonly ValueType[]): number {
  let n = 0;
  for (const t of types) n += t.shape.reduce((p, d) => p * d, 1);
  return n;
}

function requireNumeric(name: string, t: ValueType): void {
  if (t.dtype === 'bool') throw new Error(`${name} does not take bool tensors: convert first.`);
}

function sameDtype(name: string, a: ValueType, b: ValueType): DType {
  if (a.dtype !== b.dtype) throw new Error(`${name} takes two tensors of one dtype, not ${a.dtype} and ${b.dtype}.`);
  return a.dtype;
}

for (const [name, { vjp, cost }] of Object.entries(BINARY)) {
  definePrimitive({
    name,
    infer: ([a, b]) => {
      const [x, y] = [a as ValueType, b as ValueType];
      requireNumeric(name, x);
      return [{ shape: broadcastShapes(x.shape, y.shape), dtype: sameDtype(name, x, y) }];
    },
    vjp: (ctx) => {
      const [a, b] = ctx.inputs as [Tensor, Tensor];
      const grads = vjp(ctx, ctx.cotangents[0] as Tensor, a, b, ctx.outputs[0] as Tensor);
      return [
        ctx.needed[0] && grads[0] ? unbroadcast(grads[0], a) : null,
        ctx.needed[1] && grads[1] ? unbroadcast(grads[1], b) : null,
      ];
    },
    flops: (_i, outs) => (cost ?? 1) * elements(outs),
  });
}

for (const name of ['eq', 'ne', 'lt', 'le', 'gt', 'ge']) {
  definePrimitive({
    name,
    infer: ([a, b]) => {
      sameDtype(name, a as ValueType, b as ValueType);
      return [{ shape: broadcastShapes((a as ValueType).shape, (b as ValueType).shape), dtype: 'bool' }];
    },
  });
}

for (const name of ['and', 'or']) {
  definePrimitive({
    name,
    infer: ([a, b]) => {
      if (sameDtype(name, a as ValueType, b as ValueType) !== 'bool') throw new Error(`${name} takes bool tensors.`);
      return [{ shape: broadcastShapes((a as ValueType).shape, (b as ValueType).shape), dtype: 'bool' }];
    },
  });
}

/** select(condition, a, b): a where the condition holds, else b; all three broadcast. */
definePrimitive({
  name: 'select',
  infer: ([c, a, b]) => {
    const [cond, x, y] = [c as ValueType, a as ValueType, b as ValueType];
    if (cond.dtype !== 'bool') throw new Error('select takes a bool condition.');
    return [
      { shape: broadcastShapes(cond.shape, broadcastShapes(x.shape, y.shape)), dtype: sameDtype('select', x, y) },
    ];
  },
  vjp: ({ inputs, cotangents, needed }) => {
    const [c, a, b] = inputs as [Tensor, Tensor, Tensor];
    const ct = cotangents[0] as Tensor;
    return [
      null,
      needed[1] ? unbroadcast(F.where(c, ct, 0), a) : null,
      needed[2] ? unbroadcast(F.where(c, 0, ct), b) : null,
    ];
  },
});

/** Conversion between dtypes: floats truncate towards zero, anything but 0 becomes true. */
definePrimitive({
  name: 'convert',
  infer: ([x], attrs) => [{ shape: (x as ValueType).shape, dtype: attrs.dtype as DType }],
  vjp: ({ inputs, cotangents }) => [
    inputs[0]?.dtype === 'float32' && cotangents[0]?.dtype === 'float32' ? (cotangents[0] as Tensor) : null,
  ],
});
