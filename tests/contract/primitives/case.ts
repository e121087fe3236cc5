/** What a contract case of a primitive is, and how its inputs are drawn. */
import type { DType, TypedArray } from '../../../src/base/dtype';
import { toTyped } from '../../../src/base/dtype';
import { randomNormal, randomUniform } from '../../../src/base/random';
import { type Shape, sizeOf } from '../../../src/base/shape';
import { type Attributes, type Program, trace } from '../../../src/ops';
import { currentTrace } from '../../../src/ops/tracer';

/** Which values an input is filled with. */
export type Fill =
  | 'normal'
  | 'positive'
  /** Inside (-1, 1). */
  | 'unit'
  /** Above 1. */
  | 'above-one'
  /** Away from zero and from each other, so that no kink lies within a finite difference. */
  | 'spread'
  | 'integers'
  | 'indices'
  | 'truth'
  | readonly number[];

export interface CaseInput {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly fill: Fill;
}

/** How closely a backend in single precision must follow float64. */
export type Tolerance =
  /** Moves, comparisons, integers: no rounding happens. */
  | 'exact'
  /** A few roundings of float32. */
  | 'arithmetic'
  /** Functions platforms approximate. */
  | 'function'
  /** Sums of many products. */
  | 'sum';

export interface Case {
  readonly op: string;
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly attrs: Attributes;
  readonly tolerance: Tolerance;
  /** Inputs whose derivative is compared with finite differences. */
  readonly smooth: readonly number[];
}

export const float = (shape: Shape, fill: Fill = 'normal'): CaseInput => ({ shape, dtype: 'float32', fill });
export const int = (shape: Shape, fill: Fill = 'integers'): CaseInput => ({ shape, dtype: 'int32', fill });
export const bool = (shape: Shape, fill: Fill = 'truth'): CaseInput => ({ shape, dtype: 'bool', fill });
export const uint = (shape: Shape, fill: Fill = 'integers'): CaseInput => ({ shape, dtype: 'uint32', fill });

export function makeCase(
  op: string,
  inputs: readonly CaseInput[],
  attrs: Attributes = {},
  more: { tolerance?: Tolerance; smooth?: readonly number[]; title?: string } = {},
): Case {
  const described = inputs.map((i) => `${i.dtype} [${i.shape}]${typeof i.fill === 'string' ? '' : ` ${i.fill}`}`);
  const options = Object.entries(attrs)
    .filter(([name, v]) => name !== 'body' && !(v instanceof Object && 'equations' in v))
    .map(([name, v]) => `${name} ${JSON.stringify(v)}`);
  return {
    op,
    title: more.title ?? [op, ...described, ...options].join(', '),
    inputs,
    attrs,
    tolerance: more.tolerance ?? 'exact',
    smooth: more.smooth ?? [],
  };
}

export function programOf(c: Case): Program {
  return trace(
    c.inputs.map(({ shape, dtype }) => ({ shape, dtype })),
    (...xs) => currentTrace().emit(c.op, xs, c.attrs),
  );
}

/** The inputs of a case; the same on every run. */
export function valuesOf(c: Case, seed = 1): TypedArray[] {
  return c.inputs.map((input, k) => fillOf(input, [seed, k + 7 * c.title.length]));
}

export function fillOf({ shape, dtype, fill }: CaseInput, key: readonly [number, number]): TypedArray {
  const n = sizeOf(shape);
  const uniform = (low: number, high: number): number[] => [...randomUniform(key, n, low, high)];
  if (typeof fill !== 'string') {
    return toTyped(
      dtype,
      Array.from({ length: n }, (_, i) => fill[i % fill.length] as number),
    );
  }
  const values = ((): number[] => {
    switch (fill) {
      case 'normal':
        return [...randomNormal(key, n)];
      case 'positive':
        return uniform(0.1, 3);
      case 'unit':
        return uniform(-0.9, 0.9);
      case 'above-one':
        return uniform(1.1, 4);
      case 'spread':
        return spread(n, uniform(0, 1));
      case 'integers':
        return uniform(-9, 10).map((v) => Math.floor(dtype === 'uint32' ? Math.abs(v) : v));
      case 'indices':
        return uniform(-1, 7).map(Math.floor);
      default:
        return uniform(0, 1).map((v) => (v < 0.5 ? 0 : 1));
    }
  })();
  return toTyped(dtype, values);
}

/** Multiples of 0.1 without zero, positive and negative, in random order. */
function spread(n: number, keys: readonly number[]): number[] {
  const order = keys.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number));
  return order.map((rank) => (rank - Math.floor(n / 2) + (rank >= Math.floor(n / 2) ? 1 : 0)) * 0.1 + 0.03);
}
