/**
 * Every primitive computed in the plainest way in float64, to be obviously right rather than fast. Other backends and
 * all derivatives are measured against this.
 */
import type { NumericArray } from '../../base/dtype';
import { type RandomKey, randomUniform, splitKey } from '../../base/random';
import { randomBeta, randomGamma, randomIntegers, shuffledIndices } from '../../base/random-draws';
import { sizeOf, stridesOf } from '../../base/shape';
import type { Attributes, ValueType } from '../../ops/program';
import { broadcastStrides, dot, forEachIndex, makeNd, type Nd } from './array';
import { windowKernels } from './window-kernels';

/** Computes the outputs of one equation; `types` are the outputs' inferred types. */
export type Kernel = (inputs: readonly Nd[], attrs: Attributes, types: readonly ValueType[]) => Nd[];

const keyOf = (key: Nd | undefined): RandomKey => [key?.data[0] as number, key?.data[1] as number];

/** A list of drawn numbers. */
const drawn = (dtype: 'int32' | 'float32', values: Int32Array | Float32Array): Nd[] => [
  makeNd([values.length], dtype, Float64Array.from(values)),
];

function roundHalfToEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** Error function by its series for small and its continued fraction for large arguments; good to about 1e-15. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; n < 120; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
      if (Math.abs(term) < 1e-18) break;
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let f = 0;
  for (let n = 80; n > 0; n--) f = n / 2 / (a + f);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + f) * Math.sqrt(Math.PI)));
}

const UNARY: Record<string, (x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  is_finite: (x) => (Number.isFinite(x) ? 1 : 0),
  not: (x) => 1 - x,
  stop_gradient: (x) => x,
};

const BINARY: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  max: Math.max,
  min: Math.min,
  atan2: Math.atan2,
  mod: (a, b) => a - Math.floor(a / b) * b,
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
  and: (a, b) => a * b,
  or: (a, b) => Math.max(a, b),
};

const unaryKernel =
  (f: (x: number) => number): Kernel =>
  ([x], _a, [type]) => [makeNd((type as ValueType).shape, (type as ValueType).dtype, (x as Nd).data.map(f))];

const binaryKernel =
  (name: string, f: (a: number, b: number) => number): Kernel =>
  ([a, b], _attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    const [sa, sb] = [broadcastStrides((a as Nd).shape, out.shape), broadcastStrides((b as Nd).shape, out.shape)];
    forEachIndex(out.shape, (index, flat) => {
      out.data[flat] = f((a as Nd).data[dot(index, sa)] as number, (b as Nd).data[dot(index, sb)] as number);
    });
    // Integer division truncates towards zero; unsigned words wrap around.
    if (name === 'div' && out.dtype !== 'float32')
      for (let i = 0; i < out.data.length; i++) out.data[i] = Math.trunc(out.data[i] as number);
    if (out.dtype === 'uint32') for (let i = 0; i < out.data.length; i++) out.data[i] = (out.data[i] as number) >>> 0;
    return [out];
  };

/** Builds the output by reading, for each output index, one input position. */
const permuting =
  (source: (index: readonly number[], x: Nd, attrs: Attributes) => number): Kernel =>
  ([x], attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    forEachIndex(out.shape, (index, flat) => {
      out.data[flat] = (x as Nd).data[source(index, x as Nd, attrs)] as number;
    });
    return [out];
  };

const nums = (v: unknown): readonly number[] => v as readonly number[];

const reduceKernel =
  (start: number, f: (acc: number, x: number) => number): Kernel =>
  ([x], attrs, [type]) => {
    const t = x as Nd;
    const axes = nums(attrs.axes);
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    out.data.fill(start);
    const kept = t.shape.map((d, i) => (axes.includes(i) ? 1 : d));
    const strides = broadcastStrides(kept, t.shape);
    forEachIndex(t.shape, (index, flat) => {
      const at = dot(index, strides);
      out.data[at] = f(out.data[at] as number, t.data[flat] as number);
    });
    return [out];
  };

const propagateNaN =
  (f: (a: number, b: number) => number) =>
  (a: number, b: number): number =>
    Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : f(a, b);

const clampIndex = (i: number, rows: number): number => Math.min(Math.max(i, 0), rows - 1);

export const kernels: Record<string, Kernel> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, f]) => [name, unaryKernel(f)])),
  ...Object.fromEntries(Object.entries(BINARY).map(([name, f]) => [name, binaryKernel(name, f)])),
  ...windowKernels,

  select: ([c, a, b], _attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    const s = [c, a, b].map((t) => broadcastStrides((t as Nd).shape, out.shape));
    forEachIndex(out.shape, (index, flat) => {
      const pick = (c as Nd).data[dot(index, s[0] as number[])] ? 1 : 2;
      const from = (pick === 1 ? a : b) as Nd;
      out.data[flat] = from.data[dot(index, s[pick] as number[])] as number;
    });
    return [out];
  },
  convert: ([x], _attrs, [type]) => {
    const to = (type as ValueType).dtype;
    const f = (v: number): number => {
      if (to === 'bool') return v !== 0 ? 1 : 0;
      if (to === 'float32') return v;
      return to === 'int32' ? Math.trunc(v) | 0 : Math.trunc(v) >>> 0;
    };
    return [makeNd((x as Nd).shape, to, (x as Nd).data.map(f))];
  },

  full: (_i, attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    out.data.fill(attrs.value as number);
    return [out];
  },
  constant: (_i, attrs, [type]) => [
    makeNd((type as ValueType).shape, (type as ValueType).dtype, Float64Array.from(attrs.data as NumericArray)),
  ],
  iota: (_i, attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    forEachIndex(out.shape, (index, flat) => {
      out.data[flat] = index[attrs.axis as number] as number;
    });
    return [out];
  },
  random_uniform: ([key], _attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, 'float32');
    const k = (key as Nd).data;
    out.data.set(randomUniform([k[0] as number, k[1] as number], out.data.length));
    return [out];
  },
  random_split: ([key], attrs, [type]) => {
    const k = (key as Nd).data;
    const keys = splitKey([k[0] as number, k[1] as number], attrs.n as number);
    return [makeNd((type as ValueType).shape, 'uint32', Float64Array.from(keys.flat()))];
  },
  random_integers: ([key], attrs, [type]) => {
    const { shape } = type as ValueType;
    const values = randomIntegers(keyOf(key), sizeOf(shape), attrs.low as number, attrs.high as number);
    return [makeNd(shape, 'int32', Float64Array.from(values))];
  },
  random_permutation: ([key], attrs) => drawn('int32', shuffledIndices(keyOf(key), attrs.n as number)),
  random_gamma: ([key], attrs) => drawn('float32', randomGamma(keyOf(key), attrs.n as number, attrs.alpha as number)),
  random_beta: ([key, alphaKey], attrs) => {
    const alpha = alphaKey
      ? Math.fround((randomUniform(keyOf(alphaKey), 1, attrs.low as number, attrs.high as number)[0] as number) + 1e-6)
      : (attrs.alpha as number);
    return drawn('float32', randomBeta(keyOf(key), attrs.n as number, alpha));
  },

  reshape: ([x], _attrs, [type]) => [makeNd((type as ValueType).shape, (x as Nd).dtype, (x as Nd).data.slice())],
  transpose: permuting((index, x, attrs) => {
    const strides = stridesOf(x.shape);
    return nums(attrs.perm).reduce((n, p, i) => n + (index[i] as number) * (strides[p] as number), 0);
  }),
  broadcast: permuting((index, x, attrs) => dot(index, broadcastStrides(x.shape, nums(attrs.shape)))),
  slice: permuting((index, x, attrs) => {
    const [start, strides] = [nums(attrs.start), nums(attrs.strides)];
    const at = index.map((v, i) => (start[i] as number) + v * (strides[i] as number));
    return dot(at, stridesOf(x.shape));
  }),
  reverse: permuting((index, x, attrs) => {
    const axes = nums(attrs.axes);
    const at = index.map((v, i) => (axes.includes(i) ? (x.shape[i] as number) - 1 - v : v));
    return dot(at, stridesOf(x.shape));
  }),
  pad: ([x], attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    out.data.fill(attrs.value as number);
    const [low, interior, strides] = [nums(attrs.low), nums(attrs.interior), stridesOf(out.shape)];
    forEachIndex((x as Nd).shape, (index, flat) => {
      const at = index.map((v, i) => (low[i] as number) + v * ((interior[i] as number) + 1));
      out.data[dot(at, strides)] = (x as Nd).data[flat] as number;
    });
    return [out];
  },
  concat: (inputs, attrs, [type]) => {
    const out = makeNd((type as ValueType).shape, (type as ValueType).dtype);
    const strides = stridesOf(out.shape);
    const axis = attrs.axis as number;
    let offset = 0;
    for (const x of inputs) {
      forEachIndex(x.shape, (index, flat) => {
        out.data[dot(index, strides) + offset * (strides[axis] as number)] = x.data[flat] as number;
      });
      offset += x.shape[axis] as number;
    }
    return [out];
  },

  reduce_sum: reduceKernel(0, (a, b) => a + b),
  reduce_max: reduceKernel(Number.NEGATIVE_INFINITY, propagateNaN(Math.max)),
  reduce_min: reduceKernel(Number.POSITIVE_INFINITY, propagateNaN(Math.min)),
  argmax: ([x], attrs, [type]) => {
    const t = x as Nd;
    const axis = attrs.axis as number;
    const out = makeNd((type as ValueType).shape, 'int32');
    const best = new Float64Array(out.data.length).fill(Number.NaN);
    const strides = stridesOf(out.shape);
    forEachIndex(t.shape, (index, flat) => {
      const at = dot(
        index.filter((_, i) => i !== axis),
        strides,
      );
      const v = t.data[flat] as number;
      if (Number.isNaN(best[at] as number) || v > (best[at] as number)) {
        best[at] = v;
        out.data[at] = index[axis] as number;
      }
    });
    return [out];
  },
  argsort: ([x], attrs, [type]) => {
    const t = x as Nd;
    const out = makeNd((type as ValueType).shape, 'int32');
    const length = t.shape[t.shape.length - 1] as number;
    // NaN is larger than all else; equal values keep their order, as JavaScript's sort is stable.
    const compare = (a: number, b: number): number =>
      Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : Math.sign(a - b) || 0;
    const value = (from: number, place: number): number => t.data[from + place] as number;
    for (let from = 0; from < t.data.length; from += length) {
      const sign = attrs.descending ? -1 : 1;
      const places = Array.from({ length }, (_, i) => i);
      out.data.set(
        places.sort((i, j) => (value(from, i) === value(from, j) ? 0 : sign * compare(value(from, i), value(from, j)))),
        from,
      );
    }
    return [out];
  },
  permute: ([x, places], _attrs, [type]) => {
    const t = x as Nd;
    const out = makeNd((type as ValueType).shape, t.dtype);
    const length = t.shape[t.shape.length - 1] as number;
    (places as Nd).data.forEach((place, i) => {
      out.data[i] = t.data[i - (i % length) + place] as number;
    });
    return [out];
  },
  cumsum: ([x], attrs, [type]) => {
    const t = x as Nd;
    const out = makeNd((type as ValueType).shape, t.dtype, t.data.slice());
    const axis = attrs.axis as number;
    const step = stridesOf(t.shape)[axis] as number;
    const length = t.shape[axis] as number;
    const visit = (index: readonly number[], flat: number): void => {
      const first = attrs.reverse ? length - 1 : 0;
      if (index[axis] !== first)
        out.data[flat] = (out.data[flat] as number) + (out.data[flat + (attrs.reverse ? step : -step)] as number);
    };
    const order: [number[], number][] = [];
    forEachIndex(t.shape, (index, flat) => order.push([[...index], flat]));
    if (attrs.reverse) order.reverse();
    for (const [index, flat] of order) visit(index, flat);
    return [out];
  },

  matmul: ([a, b], attrs, [type]) => {
    const [x, y] = [a as Nd, b as Nd];
    const out = makeNd((type as ValueType).shape, 'float32');
    const rank = out.shape.length;
    const k = (attrs.transposeA ? x.shape[rank - 2] : x.shape[rank - 1]) as number;
    const [sx, sy] = [stridesOf(x.shape), stridesOf(y.shape)];
    const [xm, xk] = attrs.transposeA ? [rank - 1, rank - 2] : [rank - 2, rank - 1];
    const [yk, yn] = attrs.transposeB ? [rank - 1, rank - 2] : [rank - 2, rank - 1];
    forEachIndex(out.shape, (index, flat) => {
      let baseX = (index[rank - 2] as number) * (sx[xm] as number);
      let baseY = (index[rank - 1] as number) * (sy[yn] as number);
      for (let i = 0; i < rank - 2; i++) {
        baseX += (index[i] as number) * (sx[i] as number);
        baseY += (index[i] as number) * (sy[i] as number);
      }
      let sum = 0;
      for (let j = 0; j < k; j++) {
        sum += (x.data[baseX + j * (sx[xk] as number)] as number) * (y.data[baseY + j * (sy[yk] as number)] as number);
      }
      out.data[flat] = sum;
    });
    return [out];
  },
  gather: ([table, indices], _attrs, [type]) => {
    const t = table as Nd;
    const out = makeNd((type as ValueType).shape, t.dtype);
    const rows = t.shape[0] as number;
    const width = rows === 0 ? 0 : t.data.length / rows;
    (indices as Nd).data.forEach((i, r) => {
      const from = clampIndex(i, rows) * width;
      out.data.set(t.data.subarray(from, from + width), r * width);
    });
    return [out];
  },
  scatter_add: ([indices, updates], _attrs, [type]) => {
    const u = updates as Nd;
    const out = makeNd((type as ValueType).shape, u.dtype);
    const rows = out.shape[0] as number;
    const width = out.data.length / Math.max(rows, 1);
    (indices as Nd).data.forEach((i, r) => {
      const to = clampIndex(i, rows) * width;
      for (let c = 0; c < width; c++)
        out.data[to + c] = (out.data[to + c] as number) + (u.data[r * width + c] as number);
    });
    return [out];
  },
};
