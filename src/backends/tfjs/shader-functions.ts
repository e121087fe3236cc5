/**
 * Scalar functions for shaders, written once for GLSL and WGSL. Platforms' own versions are avoided where standards
 * allow them to be coarse (inverse trigonometry), to overflow (tanh, sinh), to cancel near zero (expm1, log1p), or to
 * ignore NaN (max, min, sign, step-like ones). `#name = value;` stands for a local constant, `f_name` for a helper.
 * Polynomials: Cephes (single precision), the error function from Eigen.
 */

export interface ShaderFunction {
  readonly parameters: readonly string[];
  readonly type: 'float' | 'int';
  readonly body: string;
}

const float = (parameters: string, body: string): ShaderFunction => ({
  parameters: parameters.split(' '),
  type: 'float',
  body,
});
const int = (parameters: string, body: string): ShaderFunction => ({
  parameters: parameters.split(' '),
  type: 'int',
  body,
});

export const SHADER_FUNCTIONS: Readonly<Record<string, ShaderFunction>> = {
  // A driver's exp and log may turn NaN into a number.
  exp: float('x', 'if (f_isnan(x)) { return x; } return exp(x);'),
  expm1: float(
    'x',
    `if (abs(x) < 0.4) {
       return x * (1.0 + x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * (0.008333334 + x * (0.0013888889 + x * (0.0001984127 + x * 0.0000248016)))))));
     }
     return f_exp(x) - 1.0;`,
  ),
  log: float(
    'x',
    'if (f_isnan(x)) { return x; } if (x < 0.0) { return f_nan(); } if (x == 0.0) { return -f_infinity(); } if (!f_finite(x)) { return x; } return log(x);',
  ),
  log1p: float(
    'x',
    `if (abs(x) < 0.25) {
       #s = x / (2.0 + x);
       #q = s * s;
       return 2.0 * s * (1.0 + q * (0.33333334 + q * (0.2 + q * (0.14285715 + q * (0.11111111 + q * 0.09090909)))));
     }
     return f_log(1.0 + x);`,
  ),
  sqrt: float('x', 'if (x < 0.0) { return f_nan(); } return sqrt(x);'),
  rsqrt: float('x', 'if (x < 0.0) { return f_nan(); } if (x == 0.0) { return f_infinity(); } return 1.0 / sqrt(x);'),
  // Drivers may be off by 2e-5 within the first turn: whole half turns are taken off first, a polynomial does the rest.
  sin: float(
    'x',
    `if (!f_finite(x)) { return f_nan(); }
     #turns = floor(x * 0.31830987 + 0.5);
     #r = ((x - turns * 3.140625) - turns * 0.0009675026) - turns * 0.00000015099580;
     return f_alternate(f_sin_half(r), turns);`,
  ),
  cos: float(
    'x',
    `if (!f_finite(x)) { return f_nan(); }
     #turns = floor(x * 0.31830987 + 0.5);
     #r = ((x - turns * 3.140625) - turns * 0.0009675026) - turns * 0.00000015099580;
     return f_alternate(f_cos_half(r), turns);`,
  ),
  tan: float(
    'x',
    `if (!f_finite(x)) { return f_nan(); }
     #turns = floor(x * 0.31830987 + 0.5);
     #r = ((x - turns * 3.140625) - turns * 0.0009675026) - turns * 0.00000015099580;
     return f_sin_half(r) / f_cos_half(r);`,
  ),
  alternate: float('x turns', 'if (abs(turns - 2.0 * floor(turns * 0.5)) == 1.0) { return -x; } return x;'),
  sin_half: float(
    'r',
    `#z = r * r;
     return r * (1.0 + z * (-0.16666667 + z * (0.0083333338 + z * (-0.00019841270 + z * (0.0000027557319 - z * 0.000000025052108)))));`,
  ),
  // As a sine of the complement: cosine's zeros keep their digits.
  cos_half: float('r', 'return f_sin_half(1.5707964 - abs(r) - 0.00000004371139);'),
  asin: float(
    'x',
    `#a = abs(x);
     if (a > 1.0) { return f_nan(); }
     if (a > 0.5) {
       #z = 0.5 * (1.0 - a);
       #y = 1.5707964 - 2.0 * f_asin_small(sqrt(z), z);
       if (x < 0.0) { return -y; }
       return y;
     }
     return f_asin_small(x, x * x);`,
  ),
  asin_small: float(
    'x z',
    `return x + x * z * (0.16666752 + z * (0.074953003 + z * (0.045470026 + z * (0.024181311 + z * 0.042163199))));`,
  ),
  acos: float(
    'x',
    `if (abs(x) > 1.0) { return f_nan(); }
     if (x > 0.5) { #z = 0.5 * (1.0 - x); return 2.0 * f_asin_small(sqrt(z), z); }
     if (x < -0.5) { #w = 0.5 * (1.0 + x); return 3.1415927 - 2.0 * f_asin_small(sqrt(w), w); }
     return 1.5707964 - f_asin_small(x, x * x);`,
  ),
  atan: float(
    'x',
    `#a = abs(x);
     if (a > 2.4142137) { return f_signed(1.5707964 - f_atan_small(1.0 / a), x); }
     if (a > 0.41421357) { return f_signed(0.7853982 + f_atan_small((a - 1.0) / (a + 1.0)), x); }
     return f_atan_small(x);`,
  ),
  atan_small: float(
    'x',
    `#z = x * x;
     return x + x * z * (-0.33333296 + z * (0.19977711 + z * (-0.13877686 + z * 0.08053744)));`,
  ),
  signed: float('x y', 'if (y < 0.0) { return -x; } return x;'),
  atan2: float(
    'y x',
    `if (f_isnan(x) || f_isnan(y)) { return f_nan(); }
     #up = f_negative(y);
     #ay = abs(y);
     #ax = abs(x);
     if (ax == 0.0 && ay == 0.0) { return f_toward(0.0, x, up); }
     if (!f_finite(x) && !f_finite(y)) { return f_toward(0.7853982, x, up); }
     if (ay > ax) { return f_toward(1.5707964 - f_atan(ax / ay), x, up); }
     return f_toward(f_atan(ay / ax), x, up);`,
  ),
  // The angle of the first quadrant moved to that of (x, sign of y).
  toward: float(
    'angle x down',
    `#angled = 3.1415927 * f_negative(x) + angle * (1.0 - 2.0 * f_negative(x));
     if (down > 0.5) { return -angled; }
     return angled;`,
  ),
  sinh: float(
    'x',
    `if (abs(x) < 0.5) {
       #z = x * x;
       return x * (1.0 + z * (0.16666667 + z * (0.008333334 + z * 0.0001984127)));
     }
     #h = f_exp(0.5 * abs(x));
     return f_signed(0.5 * h * h - 0.5 / h / h, x);`,
  ),
  cosh: float('x', '#h = f_exp(0.5 * abs(x)); return 0.5 * h * h + 0.5 / h / h;'),
  tanh: float(
    'x',
    `#a = abs(x);
     if (a < 0.25) {
       #z = x * x;
       return x * (1.0 + z * (-0.33333334 + z * (0.13333334 + z * (-0.053968254 + z * (0.021869488 - z * 0.008863236)))));
     }
     #t = f_exp(-2.0 * a);
     return f_signed((1.0 - t) / (1.0 + t), x);`,
  ),
  asinh: float(
    'x',
    `#a = abs(x);
     if (a > 10000.0) { return f_signed(f_log(a) + 0.6931472, x); }
     return f_signed(f_log1p(a + a * a / (1.0 + sqrt(1.0 + a * a))), x);`,
  ),
  acosh: float(
    'x',
    `if (x < 1.0) { return f_nan(); }
     if (x > 10000.0) { return f_log(x) + 0.6931472; }
     #t = x - 1.0;
     return f_log1p(t + sqrt(2.0 * t + t * t));`,
  ),
  atanh: float(
    'x',
    `if (abs(x) > 1.0) { return f_nan(); }
     if (abs(x) == 1.0) { return f_signed(f_infinity(), x); }
     return 0.5 * f_log1p(2.0 * x / (1.0 - x));`,
  ),
  sigmoid: float(
    'x',
    `#t = f_exp(-abs(x));
     if (x < 0.0) { return t / (1.0 + t); }
     return 1.0 / (1.0 + t);`,
  ),
  erf: float(
    'x',
    `if (f_isnan(x)) { return x; }
     #a = min(max(x, -4.0), 4.0);
     #s = a * a;
     #p = -0.0160960333262415 + s * (-0.002954599804 + s * (-0.000734990630326855 + s * (-0.0000569250639462346 + s * (-0.00000210102402082508 + s * (0.0000000277068142495902 - s * 0.000000000272614225801306)))));
     #q = -0.0142647390514189 + s * (-0.00737332916720468 + s * (-0.00168282697438203 + s * (-0.000213374055278905 - s * 0.0000145660718464996)));
     return a * p / q;`,
  ),
  floor: float('x', 'return floor(x);'),
  ceil: float('x', 'return ceil(x);'),
  abs: float('x', 'return abs(x);'),
  sign: float('x', 'if (x > 0.0) { return 1.0; } if (x < 0.0) { return -1.0; } return x;'),
  // Negative bases have real powers at whole exponents only, which drivers' pow does not know.
  pow: float(
    'a b',
    `if (b == 0.0) { return 1.0; }
     if (f_isnan(a) || f_isnan(b)) { return f_nan(); }
     #whole = floor(b) == b;
     #odd = whole && abs(b) < 16777216.0 && abs(b - 2.0 * floor(b * 0.5)) == 1.0;
     #m = abs(a);
     if (m == 1.0) {
       if (!f_finite(b)) { return f_nan(); }
       if (a > 0.0) { return 1.0; }
       if (!whole) { return f_nan(); }
       if (odd) { return -1.0; }
       return 1.0;
     }
     if (m == 0.0 || !f_finite(a) || !f_finite(b)) {
       #grows = (m > 1.0) == (b > 0.0);
       if (odd && f_negative(a) > 0.5) {
         if (grows) { return -f_infinity(); }
         return -0.0;
       }
       if (grows) { return f_infinity(); }
       return 0.0;
     }
     if (a < 0.0 && !whole) { return f_nan(); }
     if (b == 1.0) { return a; }
     if (b == 2.0) { return a * a; }
     #y = pow(m, b);
     if (odd) { return f_signed(y, a); }
     return y;`,
  ),
  max: float('a b', 'if (f_isnan(a) || f_isnan(b)) { return f_nan(); } return max(a, b);'),
  min: float('a b', 'if (f_isnan(a) || f_isnan(b)) { return f_nan(); } return min(a, b);'),
  mod: float('a b', '#r = a - floor(a / b) * b; return r;'),
  add_int: int('a b', 'return a + b;'),
  sub_int: int('a b', 'return a - b;'),
  mul_int: int('a b', 'return a * b;'),
  div_int: int('a b', 'return a / b;'),
  // Shading languages leave the remainder of negative numbers open; division truncates.
  mod_int: int('a b', '#r = a - a / b * b; if (r != 0 && (r < 0) != (b < 0)) { return r + b; } return r;'),
  max_int: int('a b', 'return max(a, b);'),
  min_int: int('a b', 'return min(a, b);'),
  abs_int: int('a', 'return abs(a);'),
  sign_int: int('a', 'return sign(a);'),
  pow_int: int('a b', 'return f_truncate(f_pow(f_float(a), f_float(b)));'),
};

/** Writes the functions that `names` need, in an order where each comes after what it calls. */
export function writeFunctions(names: Iterable<string>, write: (name: string, f: ShaderFunction) => string): string {
  const done = new Set<string>();
  const out: string[] = [];
  const visit = (name: string): void => {
    const f = SHADER_FUNCTIONS[name];
    if (!f || done.has(name)) return;
    done.add(name);
    for (const [, used] of f.body.matchAll(/\bf_(\w+)/g)) visit(used as string);
    out.push(write(name, f));
  };
  for (const name of names) visit(name);
  return out.join('\n');
}

/** The 20 rounds of Threefry-2x32 on words x0 and x1 with key words k0, k1: the same text in both languages. */
export function threefryRounds(): string {
  const rotations = [
    [13, 15, 26, 6],
    [17, 29, 16, 24],
  ];
  const lines = ['x0 = x0 + k0;', 'x1 = x1 + k1;'];
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group % 2] as number[]) {
      lines.push('x0 = x0 + x1;', `x1 = (x1 << ${r}u) | (x1 >> ${32 - r}u);`, 'x1 = x1 ^ x0;');
    }
    lines.push(`x0 = x0 + k${(group + 1) % 3};`, `x1 = x1 + k${(group + 2) % 3} + ${group + 1}u;`);
  }
  return lines.join('\n');
}
