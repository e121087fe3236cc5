/**
 * The exponential and its relatives, four lanes at a time, written into the loop that wants them: a call of another
 * module costs more than the function does. The argument is reduced and a polynomial follows (Cephes' coefficients for
 * the exponential, Eigen's ratios for tanh and erf), good to a few units in the last place.
 */
import { type Assembler, SIMD } from './assembler';
import { unsigned } from './encode';
import { NUMBERS } from './heap';

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts, negated: the first has few bits, so that a small multiple of it is exact. */
const MINUS_LN2 = [-0.693359375, 2.1219444e-4] as const;
const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];
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

const TANH: Ratio = {
  limit: 7.905311107635498,
  over: [
    -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
    6.37261928875436e-4, 4.89352455891786e-3,
  ],
  under: [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3],
}; // biome-ignore format: tables
const ERF: Ratio = {
  limit: 4,
  over: [
    -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
    -2.954599804e-3, -1.60960333262415e-2,
  ],
  under: [-1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2],
}; // biome-ignore format: tables
/** Nearer to zero tanh x is x. */
const TINY = 0.0004;

/** What has to lie in memory: engines make a constant anew at each use, in several instructions; reading it is one. */
export const CONSTANTS: readonly number[] = [
  ...new Set([
    ...[LOG2_E, ...MINUS_LN2, ...EXP, 1, 0.5, ROUNDER, LEAST, MOST, TINY],
    ...[TANH, ERF].flatMap(({ limit, over, under }) => [limit, -limit, ...over, ...under]),
  ]),
];
const POSITIONS = new Map(CONSTANTS.map((value, k) => [value, k]));

export class VectorMath {
  private readonly functions = {
    exp: () => this.exp(),
    sigmoid: () => this.sigmoid(),
    tanh: () => this.tanh(),
    erf: () => this.ratio(ERF),
  };

  constructor(private readonly asm: Assembler) {}

  knows(name: string): boolean {
    return Object.hasOwn(this.functions, name);
  }

  /** Puts the value of a function it knows in the place of the four lanes on the stack. */
  write(name: string): void {
    this.functions[name as keyof typeof this.functions]();
  }

  /** Leaves a constant in all lanes on the stack. */
  private get(value: number): void {
    this.asm.int(0);
    this.asm.simd(SIMD.loadSplat, 2, ...unsigned(NUMBERS + 4 * (POSITIONS.get(value) as number)));
  }

  private local(): number {
    return this.asm.local('v128');
  }

  /** x on the stack becomes x * y + z, of what two writers leave. */
  private multiplyAdd(y: () => void, z: () => void): void {
    y();
    if (this.asm.imports.relaxed) {
      z();
      this.asm.simd(SIMD.relaxedMadd);
      return;
    }
    this.asm.simd(SIMD.f32Mul);
    z();
    this.asm.simd(SIMD.f32Add);
  }

  /** A polynomial of a local, highest power first. */
  private polynomial(at: number, coefficients: readonly number[]): void {
    const [first, ...rest] = coefficients as [number, ...number[]];
    this.get(first);
    for (const c of rest)
      this.multiplyAdd(
        () => this.asm.get(at),
        () => this.get(c),
      );
  }

  /** Half of e^x for x from -87.3 on, which is where it becomes 0; it never overflows up to 88.8. */
  private halfExp(): void {
    const { asm } = this;
    const [x, shifted, r] = [this.local(), this.local(), this.local()];
    asm.tee(x);
    this.multiplyAdd(
      () => this.get(LOG2_E),
      () => this.get(ROUNDER),
    );
    asm.tee(shifted);
    this.get(ROUNDER);
    asm.simd(SIMD.f32Sub);
    const n = this.local();
    asm.tee(n);
    this.multiplyAdd(
      () => this.get(MINUS_LN2[0]),
      () => asm.get(x),
    );
    asm.set(r);
    asm.get(n);
    this.multiplyAdd(
      () => this.get(MINUS_LN2[1]),
      () => asm.get(r),
    );
    asm.set(r);
    this.polynomial(r, [...EXP, 1, 1]);
    // The bits of one half with n added to the exponent are 2^(n - 1).
    asm.get(shifted);
    asm.int(23);
    asm.simd(SIMD.i32Shl);
    this.get(0.5);
    asm.simd(SIMD.i32Add);
    asm.simd(SIMD.f32Mul);
  }

  /** e^x: twice its half; infinity above the largest number, NaN stays. */
  private exp(): void {
    const { asm } = this;
    this.get(LEAST);
    asm.simd(SIMD.f32PMax);
    this.get(MOST);
    asm.simd(SIMD.f32PMin);
    this.halfExp();
    const half = this.local();
    asm.tee(half);
    asm.get(half);
    asm.simd(SIMD.f32Add);
  }

  /** From the side where the exponential cannot overflow: e^-|x| / (1 + e^-|x|), mirrored for positive x. */
  private sigmoid(): void {
    const { asm } = this;
    const [x, e] = [this.local(), this.local()];
    asm.tee(x);
    asm.simd(SIMD.f32Abs);
    asm.simd(SIMD.f32Neg);
    this.get(LEAST);
    asm.simd(SIMD.f32PMax);
    this.halfExp();
    asm.tee(e);
    this.get(0.5);
    asm.get(x);
    asm.int(31);
    asm.simd(SIMD.i32ShrSigned);
    asm.simd(SIMD.bitselect);
    this.get(0.5);
    asm.get(e);
    asm.simd(SIMD.f32Add);
    asm.simd(SIMD.f32Div);
  }

  private tanh(): void {
    const { asm } = this;
    const x = this.local();
    asm.tee(x);
    asm.get(x);
    this.ratio(TANH);
    asm.get(x);
    asm.simd(SIMD.f32Abs);
    this.get(TINY);
    asm.simd(SIMD.f32Lt);
    asm.simd(SIMD.bitselect);
  }

  private ratio({ limit, over, under }: Ratio): void {
    const { asm } = this;
    const [x, square] = [this.local(), this.local()];
    this.get(-limit);
    asm.simd(SIMD.f32PMax);
    this.get(limit);
    asm.simd(SIMD.f32PMin);
    asm.tee(x);
    asm.get(x);
    asm.simd(SIMD.f32Mul);
    asm.set(square);
    this.polynomial(square, over);
    asm.get(x);
    asm.simd(SIMD.f32Mul);
    this.polynomial(square, under);
    asm.simd(SIMD.f32Div);
  }
}
