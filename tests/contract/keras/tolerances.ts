/** How far a result may be from Keras' own, and why. Keras computes in float32, so equal numbers cannot be asked for. */

export interface Tolerance {
  readonly name: string;
  /** Of the expected element. */
  readonly relative: number;
  /** Of the largest expected element, but at least of 1. */
  readonly absolute: number;
  /** Whether infinities and what is no number pass for one another: which of them an overflow ends in is a matter of order. */
  readonly overflown?: boolean;
}

/** Tolerances of one backend: results, and derivatives, which add up more roundings. */
export interface Tolerances {
  readonly forward: Tolerance;
  readonly gradient: Tolerance;
}

/** float32 against float32 or float64: a few units in the last place per term, sums in another order. */
export const FLOAT32: Tolerances = {
  forward: { name: 'float32 results', relative: 2e-5, absolute: 2e-6 },
  gradient: { name: 'float32 derivatives', relative: 1e-4, absolute: 1e-5 },
};

/** Graphics drivers approximate exp, log, tanh and division to a few more units in the last place. */
export const GRAPHICS: Tolerances = {
  forward: { name: 'results on graphics drivers', relative: 2e-4, absolute: 2e-5 },
  gradient: { name: 'derivatives on graphics drivers', relative: 1e-3, absolute: 1e-4 },
};

/** Starting values are drawn on the host with the same bits; only erf and log differ in the last place. */
export const INITIAL: Tolerance = { name: 'starting values', relative: 2e-5, absolute: 1e-6 };

/** Masks, counts and keys: integers, and equal. */
export const EXACT: Tolerance = { name: 'exact', relative: 0, absolute: 0 };
