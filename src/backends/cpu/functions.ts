/** Scalar functions generated JavaScript calls by name; the meanings every dialect must give them. */

export const exp = Math.exp;
export const expm1 = Math.expm1;
export const log = Math.log;
export const log1p = Math.log1p;
export const sqrt = Math.sqrt;
export const rsqrt = (x: number): number => 1 / Math.sqrt(x);
export const sin = Math.sin;
export const cos = Math.cos;
export const tan = Math.tan;
export const asin = Math.asin;
export const acos = Math.acos;
export const atan = Math.atan;
export const sinh = Math.sinh;
export const cosh = Math.cosh;
export const tanh = Math.tanh;
export const asinh = Math.asinh;
export const acosh = Math.acosh;
export const atanh = Math.atanh;
export const atan2 = Math.atan2;
export const floor = Math.floor;
export const ceil = Math.ceil;
export const abs = Math.abs;
export const sign = Math.sign;
export const pow = (a: number, b: number): number => a ** b;

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Half to even, as NumPy and JAX round. */
export function round(x: number): number {
  const r = Math.round(x);
  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** The error function as a ratio of polynomials (Eigen's and XLA's, single precision). */
export function erf(x: number): number {
  const a = x < -4 ? -4 : x > 4 ? 4 : x;
  const s = a * a;
  const p =
    (((((-2.72614225801306e-10 * s + 2.77068142495902e-8) * s - 2.10102402082508e-6) * s - 5.69250639462346e-5) * s -
      7.34990630326855e-4) *
      s -
      2.954599804e-3) *
      s -
    1.60960333262415e-2;
  const q =
    (((-1.45660718464996e-5 * s - 2.13374055278905e-4) * s - 1.68282697438203e-3) * s - 7.37332916720468e-3) * s -
    1.42647390514189e-2;
  return (a * p) / q;
}

/** NaN in, NaN out; Math.max and Math.min do so too but are slow on mixed signs of zero. */
export function max(a: number, b: number): number {
  if (a > b) return a;
  return b >= a ? b : a + b;
}
export function min(a: number, b: number): number {
  if (a < b) return a;
  return b <= a ? b : a + b;
}

/** Remainder with the sign of the divisor, exact. */
export function mod(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

export const add_int = (a: number, b: number): number => (a + b) | 0;
export const sub_int = (a: number, b: number): number => (a - b) | 0;
export const mul_int = Math.imul;
export const div_int = (a: number, b: number): number => (a / b) | 0;
export const mod_int = (a: number, b: number): number => mod(a, b) | 0;
export const max_int = (a: number, b: number): number => (a > b ? a : b);
export const min_int = (a: number, b: number): number => (a < b ? a : b);
export const abs_int = (a: number): number => (a < 0 ? -a | 0 : a);
export const sign_int = (a: number): number => (a > 0 ? 1 : a < 0 ? -1 : 0);
export const pow_int = (a: number, b: number): number => (a ** b) | 0;
