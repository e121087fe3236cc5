/**
 * Scalar and four-lane functions generated kernels call by name; the meanings every dialect gives them. Those that many
 * models spend time in are written into the kernels instead (`../vector-math.ts`).
 */

export function exp(x: f32): f32 { return Mathf.exp(x); }
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

/** Natural logarithm: exponent and a polynomial of the mantissa; -infinity at 0, NaN below. */
export function log_v(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  // Numbers too small for an exponent of their own are scaled up first.
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const bits = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  let e = f32x4.convert_i32x4_s(bits);
  e = f32x4.sub(e, v128.and(tiny, f32x4.splat(23)));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(small, f32x4.splat(1)));
  m = f32x4.sub(f32x4.add(m, v128.and(small, m)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)));
  y = v128.bitselect(f32x4.splat(f32.NEGATIVE_INFINITY), y, f32x4.eq(x, f32x4.splat(0)));
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(f32.POSITIVE_INFINITY)));
  const bad = v128.or(f32x4.lt(x, f32x4.splat(0)), f32x4.ne(x, x));
  return v128.bitselect(f32x4.splat(f32.NaN), y, bad);
}
