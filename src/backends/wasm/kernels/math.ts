/**
 * Scalar functions generated kernels call by name; the meanings every dialect gives them. Those that many
 * models spend time in are written into the kernels instead (`../vector-math.ts`).
 */

export function exp(x: f32): f32 { return Mathf.exp(x); }
/** e^x of a double: powers of a known base. */
export function exp_double(x: f64): f32 { return <f32>NativeMath.exp(x); }
export function expm1(x: f32): f32 { return <f32>NativeMath.expm1(x); }
export function log(x: f32): f32 { return Mathf.log(x); }
export function log1p(x: f32): f32 { return <f32>NativeMath.log1p(x); }
export function sin(x: f32): f32 { return <f32>NativeMath.sin(x); }
export function cos(x: f32): f32 { return <f32>NativeMath.cos(x); }
export function tan(x: f32): f32 { return <f32>NativeMath.tan(x); }
export function asin(x: f32): f32 { return <f32>NativeMath.asin(x); }
export function acos(x: f32): f32 { return <f32>NativeMath.acos(x); }
export function atan(x: f32): f32 { return <f32>NativeMath.atan(x); }
export function atan2(y: f32, x: f32): f32 { return <f32>NativeMath.atan2(y, x); }
export function sinh(x: f32): f32 { return <f32>NativeMath.sinh(x); }
export function cosh(x: f32): f32 { return <f32>NativeMath.cosh(x); }
export function tanh(x: f32): f32 { return <f32>NativeMath.tanh(x); }
export function asinh(x: f32): f32 { return <f32>NativeMath.asinh(x); }
export function acosh(x: f32): f32 { return <f32>NativeMath.acosh(x); }
export function atanh(x: f32): f32 { return <f32>NativeMath.atanh(x); }
export function sigmoid(x: f32): f32 { return <f32>(1.0 / (1.0 + NativeMath.exp(-<f64>x))); }
export function rsqrt(x: f32): f32 { return 1 / sqrt<f32>(x); }
export function pow(a: f32, b: f32): f32 { return <f32>NativeMath.pow(a, b); }
export function sign(x: f32): f32 { return x > 0 ? 1 : x < 0 ? -1 : x; }
/** Remainder with the sign of the divisor. */
export function mod(a: f32, b: f32): f32 {
  const r = <f32>NativeMath.mod(a, b);
  return r != 0 && r < 0 != b < 0 ? r + b : r;
}

/** The error function as a ratio of polynomials (Eigen's and XLA's, single precision). */
export function erf(x: f32): f32 {
  const a = <f64>min<f32>(max<f32>(x, -4), 4);
  const s = a * a;
  const p =
    (((((-2.72614225801306e-10 * s + 2.77068142495902e-8) * s - 2.10102402082508e-6) * s - 5.69250639462346e-5) * s -
      7.34990630326855e-4) * s - 2.954599804e-3) * s - 1.60960333262415e-2;
  const q =
    (((-1.45660718464996e-5 * s - 2.13374055278905e-4) * s - 1.68282697438203e-3) * s - 7.37332916720468e-3) * s -
    1.42647390514189e-2;
  return <f32>((a * p) / q);
}

export function div_int(a: i32, b: i32): i32 { return b == 0 ? 0 : b == -1 ? -a : a / b; }
export function mod_int(a: i32, b: i32): i32 {
  if (b == 0 || b == -1) return 0;
  const r = a % b;
  return r != 0 && r < 0 != b < 0 ? r + b : r;
}
export function abs_int(a: i32): i32 { return a < 0 ? -a : a; }
export function sign_int(a: i32): i32 { return i32(a > 0) - i32(a < 0); }
export function pow_int(a: i32, b: i32): i32 { return <i32>NativeMath.pow(a, b); }
