/**
 * The exponential, the logarithm and their relatives, four lanes at a time, written into the loop that wants them: a call of another
 * module costs more than the function does. The argument is reduced and a polynomial follows (Cephes' coefficients for
 * the exponential, Eigen's ratio for erf), good to a few units in the last place.
 */
import { type Assembler, SIMD } from './assembler';
import { unsigned } from './encode';
import { NUMBERS } from './heap';

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts, negated: the first has few bits, so that a small multiple of it is exact. */
const MINUS_LN2 = [-0.693359375, 2.1219444e-4] as const;
const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 1];
/** Adding this rounds to a whole number, which the lowest bits then hold. */
const ROUNDER = 12582912;
/** Between these the exponential is neither 0 nor infinite. */
const [LEAST, MOST] = [-87.3, 88.8];

/** Odd polynomial over even polynomial of the argument within the limit; highest power first. */
interface Ratio {
  readonly limit: number;
  readonly over: readonly number[];
  readonly under: readonly number[];
}

/** The best such ratio of tanh x by x within the limit, held to 1 at zero: small numbers come out as they are. */
const TANH: Ratio = {
  limit: 8,
  over: [1.5292512145492765e-8, 2.1939160433248617e-5, 3.574315458536148e-3, 1.344679743051529e-1, 1],
  under: [8.547714855922095e-7, 3.415722167119384e-4, 2.6174811646342278e-2, 4.678012728691101e-1, 1],
};
const ERF: Ratio = {
  limit: 4,
  over: [
    -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
    -2.954599804e-3, -1.60960333262415e-2,
  ],
  under: [-1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2],
}; // biome-ignore format: tables
/** Of log(1 + x) after its first two terms, divided by x^3. */
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
  -2.4999993993e-1, 3.3333331174e-1,
]; // biome-ignore format: a table
/** The smallest number with an exponent of its own, and what brings those below it there. */
const [NORMAL, RAISED, RAISED_BY] = [2 ** -126, 2 ** 23, 23];
/** Its bits are those of a mantissa. */
const MANTISSA = NORMAL - 2 ** -149;
const HALF_ROOT = Math.SQRT1_2;

/** What has to lie in memory: engines make a constant anew at each use, in several instructions; reading it is one. */
export const CONSTANTS: readonly number[] = [
  ...new Set([
    ...[LOG2_E, ...MINUS_LN2, ...EXP, 1, 0.5, ROUNDER, LEAST, MOST],
    ...[...LOG, NORMAL, RAISED, RAISED_BY, MANTISSA, HALF_ROOT, ...MINUS_LN2.map((v) => -v), -0.5],
    ...[0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    ...[TANH, ERF].flatMap(({ limit, over, under }) => [limit, -limit, ...over, ...under]),
  ]),
];
const POSITIONS = new Map(CONSTANTS.map((value, k) => [value, k]));

/** The functions over as many vectors as there are locals given, side by side: they share every constant that is read. */
export class VectorMath {
  private readonly functions: Readonly<Record<string, (x: readonly number[]) => void>> = {
    exp: (x) => this.exp(x),
    sigmoid: (x) => this.sigmoid(x),
    tanh: (x) => this.ratio(TANH, x),
    erf: (x) => this.ratio(ERF, x),
    log: (x) => this.log(x),
  };

  constructor(private readonly asm: Assembler) {}

  knows(name: string): boolean {
    return Object.hasOwn(this.functions, name);
  }

  /** Puts a function's values in the place of its arguments, in locals. */
  write(name: string, x: readonly number[]): void {
    this.functions[name]?.(x);
  }

  /** Reads a constant into all lanes of a local. */
  private constant(value: number): number {
    const local = this.asm.local('v128');
    this.asm.int(0);
    this.asm.simd(SIMD.loadSplat, 2, ...unsigned(NUMBERS + 4 * (POSITIONS.get(value) as number)));
    this.asm.set(local);
    return local;
  }

  private fresh(like: readonly number[]): number[] {
    return like.map(() => this.asm.local('v128'));
  }

  /** to = f(a, b) for each. */
  private apply(to: readonly number[], operation: number, a: readonly number[], b: readonly number[] | number): void {
    const { asm } = this;
    to.forEach((local, k) => {
      asm.get(a[k] as number);
      asm.get(typeof b === 'number' ? b : (b[k] as number));
      asm.simd(operation);
      asm.set(local);
    });
  }

  /** to = a * b + c for each. */
  private multiplyAdd(
    to: readonly number[],
    a: readonly number[],
    b: readonly number[] | number,
    c: readonly number[] | number,
  ): void {
    const { asm } = this;
    to.forEach((local, k) => {
      asm.get(a[k] as number);
      asm.get(typeof b === 'number' ? b : (b[k] as number));
      if (!asm.imports.relaxed) asm.simd(SIMD.f32Mul);
      asm.get(typeof c === 'number' ? c : (c[k] as number));
      asm.simd(asm.imports.relaxed ? SIMD.relaxedMadd : SIMD.f32Add);
      asm.set(local);
    });
  }

  /**
   * A polynomial, highest power first. Neighbours are joined in pairs, then pairs by the square, and so on: the steps
   * that wait for each other are few, and a processor only sees a few vectors ahead. `powers` are its argument, the square
   * of that, its square and so on, as far as they are known; more are added as they are made.
   */
  private polynomial(at: readonly number[], coefficients: readonly number[], powers = [at]): readonly number[] {
    const ascending = [...coefficients].reverse();
    const all = (value: number): readonly number[] => {
      const local = this.constant(value);
      return at.map(() => local);
    };
    let terms = ascending.flatMap((low, k) => {
      if (k % 2 === 1) return [];
      const high = ascending[k + 1];
      return [high === undefined ? all(low) : this.joined(all(high), at, all(low))];
    });
    for (let level = 1; terms.length > 1; level++) {
      if (powers.length === level) {
        const [before, square] = [powers[level - 1] as readonly number[], this.fresh(at)];
        this.apply(square, SIMD.f32Mul, before, before);
        powers.push(square);
      }
      const power = powers[level] as readonly number[];
      terms = terms.flatMap((low, k) => {
        if (k % 2 === 1) return [];
        const high = terms[k + 1];
        return [high ? this.joined(high, power, low) : low];
      });
    }
    return terms[0] as readonly number[];
  }

  private joined(high: readonly number[], power: readonly number[], low: readonly number[]): readonly number[] {
    const sum = this.fresh(power);
    this.multiplyAdd(sum, high, power, low);
    return sum;
  }

  private limit(x: readonly number[], least: number, most: number | null): void {
    this.apply(x, SIMD.f32PMax, x, this.constant(least));
    if (most !== null) this.apply(x, SIMD.f32PMin, x, this.constant(most));
  }

  /** Half of e^x for x from -87.3 on, which is where it becomes 0; it never overflows up to 88.8. */
  private halfExp(x: readonly number[]): void {
    const { asm } = this;
    const [shifted, n, r] = [this.fresh(x), this.fresh(x), this.fresh(x)];
    const rounder = this.constant(ROUNDER);
    this.multiplyAdd(shifted, x, this.constant(LOG2_E), rounder);
    this.apply(n, SIMD.f32Sub, shifted, rounder);
    this.multiplyAdd(r, n, this.constant(MINUS_LN2[0]), x);
    this.multiplyAdd(r, n, this.constant(MINUS_LN2[1]), r);
    const p = this.polynomial(r, EXP);
    // The bits of one half with n added to the exponent are 2^(n - 1).
    const half = this.constant(0.5);
    shifted.forEach((local, k) => {
      asm.get(p[k] as number);
      asm.get(local);
      asm.int(23);
      asm.simd(SIMD.i32Shl);
      asm.get(half);
      asm.simd(SIMD.i32Add);
      asm.simd(SIMD.f32Mul);
      asm.set(x[k] as number);
    });
  }

  /** e^x: twice its half; infinity above the largest number, NaN stays. */
  private exp(x: readonly number[]): void {
    this.limit(x, LEAST, MOST);
    this.halfExp(x);
    this.apply(x, SIMD.f32Add, x, x);
  }

  /** From the side where the exponential cannot overflow: e^-|x| / (1 + e^-|x|), mirrored for positive x. */
  private sigmoid(x: readonly number[]): void {
    const { asm } = this;
    const e = this.fresh(x);
    e.forEach((local, k) => {
      asm.get(x[k] as number);
      asm.simd(SIMD.f32Abs);
      asm.simd(SIMD.f32Neg);
      asm.set(local);
    });
    this.limit(e, LEAST, null);
    this.halfExp(e);
    const half = this.constant(0.5);
    x.forEach((local, k) => {
      asm.get(e[k] as number);
      asm.get(half);
      asm.get(local);
      asm.int(31);
      asm.simd(SIMD.i32ShrSigned);
      asm.simd(SIMD.bitselect);
      asm.get(half);
      asm.get(e[k] as number);
      asm.simd(SIMD.f32Add);
      asm.simd(SIMD.f32Div);
      asm.set(local);
    });
  }

  /** Exponent and a polynomial of the mantissa; -infinity at 0, NaN below. */
  private log(x: readonly number[]): void {
    const { asm } = this;
    const [tiny, scaled, e, m] = [this.fresh(x), this.fresh(x), this.fresh(x), this.fresh(x)];
    this.apply(tiny, SIMD.f32Lt, x, this.constant(NORMAL));
    this.apply(scaled, SIMD.f32Mul, x, this.constant(RAISED));
    this.chosen(scaled, scaled, x, tiny);
    const raised = this.constant(RAISED_BY);
    const [mantissa, half, root, one] = [MANTISSA, 0.5, HALF_ROOT, 1].map((v) => this.constant(v)) as [
      number, number, number, number,
    ]; // biome-ignore format: four
    e.forEach((local, k) => {
      asm.get(scaled[k] as number);
      asm.int(23);
      asm.simd(SIMD.i32ShrUnsigned);
      asm.int(126);
      asm.simd(SIMD.i32Splat);
      asm.simd(SIMD.i32Sub);
      asm.simd(SIMD.f32FromInt);
      asm.get(tiny[k] as number);
      asm.get(raised);
      asm.simd(SIMD.and);
      asm.simd(SIMD.f32Sub);
      asm.set(local);
    });
    this.apply(m, SIMD.and, scaled, mantissa);
    this.apply(m, SIMD.or, m, half);
    // A mantissa below the root of one half is doubled, so that it lies around 1.
    const small = tiny;
    this.apply(small, SIMD.f32Lt, m, root);
    const part = scaled;
    this.apply(part, SIMD.and, small, one);
    this.apply(e, SIMD.f32Sub, e, part);
    this.apply(part, SIMD.and, small, m);
    this.apply(m, SIMD.f32Add, m, part);
    this.apply(m, SIMD.f32Sub, m, one);
    const [square, y] = [this.fresh(x), this.fresh(x)];
    this.apply(square, SIMD.f32Mul, m, m);
    this.apply(y, SIMD.f32Mul, this.polynomial(m, LOG), m);
    this.apply(y, SIMD.f32Mul, y, square);
    this.multiplyAdd(y, e, this.constant(-MINUS_LN2[1]), y);
    this.multiplyAdd(y, square, this.constant(-0.5), y);
    this.apply(y, SIMD.f32Add, y, m);
    this.multiplyAdd(y, e, this.constant(-MINUS_LN2[0]), y);
    const infinite = this.constant(Number.POSITIVE_INFINITY);
    const [strange, zero] = [this.constant(Number.NaN), this.constant(0)];
    this.apply(part, SIMD.f32Ge, x, zero);
    this.chosen(
      y,
      y,
      x.map(() => strange),
      part,
    );
    this.apply(part, SIMD.f32Eq, x, infinite);
    this.chosen(y, x, y, part);
    const lowest = this.constant(Number.NEGATIVE_INFINITY);
    this.apply(part, SIMD.f32Eq, x, zero);
    this.chosen(
      x,
      x.map(() => lowest),
      y,
      part,
    );
  }

  /** to = mask ? a : b for each. */
  private chosen(to: readonly number[], a: readonly number[], b: readonly number[], mask: readonly number[]): void {
    to.forEach((local, k) => {
      for (const each of [a, b, mask]) this.asm.get(each[k] as number);
      this.asm.simd(SIMD.bitselect);
      this.asm.set(local);
    });
  }

  private ratio({ limit, over, under }: Ratio, x: readonly number[]): void {
    this.limit(x, -limit, limit);
    const square = this.fresh(x);
    this.apply(square, SIMD.f32Mul, x, x);
    const powers = [square];
    const p = this.fresh(x);
    this.apply(p, SIMD.f32Mul, this.polynomial(square, over, powers), x);
    this.apply(x, SIMD.f32Div, p, this.polynomial(square, under, powers));
  }
}
