/**
 * Matrix products so small that packing, calls and the ends of loops would take much of their time. Each is a function of
 * its own with sizes as constants: rows are taken four at a time and columns eight, several terms of a sum lie open, and
 * both factors are read where they lie; of B as much as registers hold is read once.
 */
import { Assembler, EMPTY_BLOCK, OP, SIMD } from './assembler';
import { type CompiledFunction, unsigned } from './encode';
import type { Imports } from './imports';

export interface SmallProduct {
  readonly m: number;
  /** Rows of the result that A belongs to, of which `m` are wanted. */
  readonly all: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly bias: boolean;
  readonly relu: boolean;
}

/** Multiplications from which packing may pay, and terms of a sum from which B as it lies may not stay in the first cache. */
const [MOST, DEEPEST] = [1 << 20, 256];
/** Most terms of a sum that are written one behind the other, and of longer sums that are in one turn of a loop. */
const [OPEN, TURN] = [8, 8];
/** Most vectors of B that are kept. */
const KEPT = 4;
const ROWS = 4;
/** Most numbers of B that are moved one by one. */
const MOST_MOVED = 128;

/** Parameters. */
const [A, B, C, SCRATCH, BIAS] = [0, 1, 2, 3, 4] as const;

/** How many terms are written one behind the other; null where the depth does not divide well. */
function turnOf(k: number): number | null {
  if (k <= OPEN) return k;
  for (let turn = TURN; turn >= 4; turn--) if (k % turn === 0) return turn;
  return null;
}

export function isSmall({ m, k, n, transposeA, transposeB }: SmallProduct): boolean {
  if (m * k * n > MOST || k > DEEPEST || turnOf(k) === null) return false;
  if (n > 1 && n <= 64 && (!transposeA || m <= 64)) return n % 4 === 0 || !transposeB || k * n <= MOST_MOVED;
  if (n > 1) return false;
  return transposeA ? m % 4 === 0 && m <= 32 : k % 4 === 0 && k <= 32 && m % 4 === 0;
}

/** A function `(a, b, c, scratch, bias)`; scratch has room for B, and is written where B is laid out anew. */
export function compileSmallProduct(product: SmallProduct, imports: Imports): CompiledFunction {
  const asm = new Assembler(5, imports);
  new Writer(asm, product).write();
  return { params: ['i32', 'i32', 'i32', 'i32', 'i32'], results: [], locals: asm.locals, code: asm.code };
}

/** Whether B is laid out anew: turned, or filled up to columns of four. One row or column lies the same way either way. */
export const laysB = ({ k, n, transposeB }: SmallProduct): boolean => n > 1 && ((transposeB && k > 1) || n % 4 > 0);

const upToFour = (n: number): number => Math.ceil(n / 4) * 4;

class Writer {
  constructor(
    private readonly asm: Assembler,
    private readonly p: SmallProduct,
  ) {}

  write(): void {
    const { m, all, n, transposeA } = this.p;
    if (n === 1 && !transposeA) this.rowsByColumn();
    // Columns of A by a column are a row by A.
    else if (n === 1)
      this.tiles({ rows: 1, columns: m, a: B, b: A, stepA: 4, rowA: 0, stepB: 4 * all, spreadBias: true });
    else {
      const stepA = transposeA ? 4 * all : 4;
      const rowA = transposeA ? 4 : 4 * this.p.k;
      if (n % 4 > 0) this.fillB();
      else if (laysB(this.p)) this.turnB();
      const b = laysB(this.p) ? SCRATCH : B;
      this.tiles({ rows: m, columns: n, a: A, b, stepA, rowA, stepB: 4 * upToFour(n), spreadBias: false });
    }
  }

  private load(pointer: number, offset: number): void {
    this.asm.get(pointer);
    this.asm.simd(SIMD.load, 0, ...unsigned(offset));
  }
  private splat(pointer: number, offset: number): void {
    this.asm.get(pointer);
    this.asm.simd(SIMD.loadSplat, 2, ...unsigned(offset));
  }
  private shuffle(a: number, b: number, lanes: readonly number[]): void {
    this.asm.get(a);
    this.asm.get(b);
    this.asm.simd(SIMD.shuffle, ...lanes.flatMap((l) => [4 * l, 4 * l + 1, 4 * l + 2, 4 * l + 3]));
  }
  private fresh(count: number): number[] {
    return Array.from({ length: count }, () => this.asm.local('v128'));
  }
  private forward(pointer: number, bytes: number): void {
    this.asm.get(pointer);
    this.asm.int(bytes);
    this.asm.op(OP.i32Add);
    this.asm.set(pointer);
  }
  private copied(pointer: number, plus = 0): number {
    const local = this.asm.local('i32');
    this.asm.get(pointer);
    if (plus !== 0) {
      this.asm.int(plus);
      this.asm.op(OP.i32Add);
    }
    this.asm.set(local);
    return local;
  }
  /** The same several times; a counter tells when it is enough. */
  private times(count: number, body: () => void): void {
    const { asm } = this;
    if (count === 0) return;
    if (count === 1) {
      body();
      return;
    }
    const left = asm.local('i32');
    asm.int(count);
    asm.set(left);
    asm.op(OP.loop, EMPTY_BLOCK);
    body();
    asm.get(left);
    asm.int(1);
    asm.op(OP.i32Sub);
    asm.tee(left);
    asm.op(OP.brIf, 0, OP.end);
  }
  /** sum += a * b, of locals. */
  private add(sum: number, a: number, b: number): void {
    const { asm } = this;
    const { relaxed } = asm.imports;
    if (!relaxed) asm.get(sum);
    asm.get(a);
    asm.get(b);
    if (relaxed) {
      asm.get(sum);
      asm.simd(SIMD.relaxedMadd);
    } else {
      asm.simd(SIMD.f32Mul);
      asm.simd(SIMD.f32Add);
    }
    asm.set(sum);
  }
  private zero(local: number): void {
    this.asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
    this.asm.set(local);
  }

  /** B [n][k] as [k][n] in the scratch, four by four numbers at a time. */
  private turnB(): void {
    const { asm } = this;
    const { k, n } = this.p;
    const r = this.fresh(4) as [number, number, number, number];
    const t = this.fresh(4) as [number, number, number, number];
    const [columns, places] = [this.copied(B), this.copied(SCRATCH)];
    this.times(n / 4, () => {
      const [from, to] = [this.copied(columns), this.copied(places)];
      this.times(Math.floor(k / 4), () => {
        r.forEach((local, row) => {
          this.load(from, 4 * row * k);
          asm.set(local);
        });
        const pairs: [number, number, readonly number[]][] = [
          [r[0], r[1], [0, 4, 1, 5]],
          [r[2], r[3], [0, 4, 1, 5]],
          [r[0], r[1], [2, 6, 3, 7]],
          [r[2], r[3], [2, 6, 3, 7]],
        ];
        pairs.forEach(([x, y, lanes], at) => {
          this.shuffle(x, y, lanes);
          asm.set(t[at] as number);
        });
        for (let row = 0; row < 4; row++) {
          asm.get(to);
          const [x, y] = row < 2 ? [t[0], t[1]] : [t[2], t[3]];
          this.shuffle(x, y, row % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]);
          asm.simd(SIMD.store, 0, ...unsigned(4 * row * n));
        }
        this.forward(from, 16);
        this.forward(to, 16 * n);
      });
      for (let l = 0; l < k % 4; l++) {
        for (let c = 0; c < 4; c++) {
          asm.get(to);
          asm.get(from);
          asm.memory(OP.f32Load, 2, 4 * (c * k + l));
          asm.memory(OP.f32Store, 2, 4 * (l * n + c));
        }
      }
      this.forward(columns, 16 * k);
      this.forward(places, 16);
    });
  }

  /** B with zeros after its columns, in the scratch. */
  private fillB(): void {
    const { asm } = this;
    const { k, n, transposeB } = this.p;
    const width = 4 * upToFour(n);
    const row = (from: number, to: number, offset: number, at: (column: number) => number): void => {
      asm.get(to);
      asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
      asm.simd(SIMD.store, 0, ...unsigned(offset + width - 16));
      for (let c = 0; c < n; c++) {
        asm.get(to);
        asm.get(from);
        asm.memory(OP.f32Load, 2, at(c));
        asm.memory(OP.f32Store, 2, offset + 4 * c);
      }
    };
    if (transposeB) {
      for (let l = 0; l < k; l++) row(B, SCRATCH, l * width, (c) => 4 * (c * k + l));
      return;
    }
    const [from, to] = [this.copied(B), this.copied(SCRATCH)];
    this.times(k, () => {
      row(from, to, 0, (c) => 4 * c);
      this.forward(from, 4 * n);
      this.forward(to, width);
    });
  }

  /** The numbers at `c` on the stack become what is stored. */
  private end(bias: () => void): void {
    const { asm, p } = this;
    if (p.bias) {
      bias();
      asm.simd(SIMD.f32Add);
    }
    if (!p.relu) return;
    const sum = asm.local('v128');
    asm.set(sum);
    asm.get(sum);
    asm.get(sum);
    asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
    asm.simd(SIMD.f32Le);
    asm.simd(SIMD.andNot);
  }

  /** Rows of A by rows of B, a tile of four rows and eight columns at a time. */
  private tiles(t: Tiles): void {
    const blocks = Math.floor(t.columns / 8);
    const left = t.columns % 8;
    const [b, c, bias] = [this.copied(t.b), this.copied(C), this.copied(BIAS)];
    this.times(blocks, () => {
      this.columns(t, { b, c, bias, have: 8 });
      this.forward(b, 32);
      this.forward(c, 32);
      if (!t.spreadBias) this.forward(bias, 32);
    });
    if (left > 0) this.columns(t, { b, c, bias, have: left });
  }

  private columns(t: Tiles, at: Columns): void {
    const kept = this.kept(t, at);
    const [a, c] = [this.copied(t.a), this.copied(at.c)];
    this.times(Math.floor(t.rows / ROWS), () => {
      this.tile(t, { ...at, c }, a, ROWS, kept);
      this.forward(a, ROWS * t.rowA);
      this.forward(c, ROWS * 4 * t.columns);
    });
    if (t.rows % ROWS > 0) this.tile(t, { ...at, c }, a, t.rows % ROWS, kept);
  }

  /** Vectors of B for some columns, read before all rows; empty where there are too many. */
  private kept(t: Tiles, { b, have }: Columns): number[] {
    const { k } = this.p;
    const vectors = Math.ceil(have / 4);
    if (k * vectors > KEPT || t.rows <= ROWS) return [];
    const kept = this.fresh(k * vectors);
    kept.forEach((local, at) => {
      this.load(b, Math.floor(at / vectors) * t.stepB + 16 * (at % vectors));
      this.asm.set(local);
    });
    return kept;
  }

  private tile(
    t: Tiles,
    { b: columns, c, bias, have: all }: Columns,
    a: number,
    rows: number,
    kept: readonly number[],
  ) {
    const vectors = Math.ceil(all / 4);
    const { asm } = this;
    const { k } = this.p;
    const turn = turnOf(k) as number;
    const turns = k / turn;
    // Sums that wait for each other: so many that two can begin in each cycle.
    const ways = rows * vectors <= 4 && k >= 8 ? 2 : 1;
    const sums = this.fresh(rows * vectors * ways);
    for (const local of sums) this.zero(local);
    const [x, y] = turns === 1 ? [a, columns] : [this.copied(a), this.copied(columns)];
    const [right, left] = [this.fresh(vectors), this.fresh(1)[0] as number];
    this.times(turns, () => {
      for (let l = 0; l < turn; l++) {
        const b = kept.length > 0 ? kept.slice(l * vectors, (l + 1) * vectors) : right;
        if (kept.length === 0) {
          right.forEach((local, v) => {
            this.load(y, l * t.stepB + 16 * v);
            asm.set(local);
          });
        }
        for (let r = 0; r < rows; r++) {
          this.splat(x, l * t.stepA + r * t.rowA);
          asm.set(left);
          b.forEach((local, v) => {
            this.add(sums[((l % ways) * rows + r) * vectors + v] as number, left, local);
          });
        }
      }
      if (turns === 1) return;
      this.forward(x, turn * t.stepA);
      this.forward(y, turn * t.stepB);
    });
    for (let r = 0; r < rows; r++) {
      for (let v = 0; v < vectors; v++) {
        asm.get(c);
        asm.get(sums[r * vectors + v] as number);
        if (ways === 2) {
          asm.get(sums[(rows + r) * vectors + v] as number);
          asm.simd(SIMD.f32Add);
        }
        const have = all - 4 * v;
        const offset = 4 * r * t.columns + 16 * v;
        this.end(() => {
          if (t.spreadBias) this.splat(bias, 0);
          else if (have >= 4) this.load(bias, 16 * v);
          else this.loadSome(bias, 16 * v, have);
        });
        if (have >= 4) asm.simd(SIMD.store, 0, ...unsigned(offset));
        else this.storeSome(c, offset, have);
      }
    }
  }

  /** Some numbers, zeros after them. */
  private loadSome(pointer: number, offset: number, count: number): void {
    const { asm } = this;
    asm.simd(SIMD.const, ...new Array<number>(16).fill(0));
    for (let lane = 0; lane < count; lane++) {
      asm.get(pointer);
      asm.memory(OP.f32Load, 2, offset + 4 * lane);
      asm.simd(SIMD.f32Replace, lane);
    }
  }

  /** Stores the first lanes of what is on the stack, above an address that is taken along. */
  private storeSome(pointer: number, offset: number, count: number): void {
    const { asm } = this;
    const [lanes] = this.fresh(1) as [number];
    asm.set(lanes);
    asm.op(OP.drop);
    for (let lane = 0; lane < count; lane++) {
      asm.get(pointer);
      asm.get(lanes);
      asm.simd(SIMD.store32Lane, 2, ...unsigned(offset + 4 * lane), lane);
    }
  }

  /** Four rows of A at a time by a column that is kept; their sums come side by side. */
  private rowsByColumn(): void {
    const { asm } = this;
    const { m, k } = this.p;
    const b = this.fresh(k / 4);
    b.forEach((local, at) => {
      this.load(B, 16 * at);
      asm.set(local);
    });
    const sums = this.fresh(ROWS) as [number, number, number, number];
    const left = asm.local('v128');
    const half = this.fresh(2) as [number, number];
    this.times(m / ROWS, () => {
      sums.forEach((sum, r) => {
        this.zero(sum);
        b.forEach((local, at) => {
          this.load(A, 4 * r * k + 16 * at);
          asm.set(left);
          this.add(sum, left, local);
        });
      });
      half.forEach((local, h) => {
        const [x, y] = [sums[2 * h] as number, sums[2 * h + 1] as number];
        this.shuffle(x, y, [0, 4, 1, 5]);
        this.shuffle(x, y, [2, 6, 3, 7]);
        asm.simd(SIMD.f32Add);
        asm.set(local);
      });
      asm.get(C);
      this.shuffle(half[0], half[1], [0, 1, 4, 5]);
      this.shuffle(half[0], half[1], [2, 3, 6, 7]);
      asm.simd(SIMD.f32Add);
      this.end(() => this.splat(BIAS, 0));
      asm.simd(SIMD.store, 0, 0);
      this.forward(A, 4 * ROWS * k);
      this.forward(C, 4 * ROWS);
    });
  }
}

/** A product of rows: `a` and `b` are parameters, steps and rows are bytes. */
interface Tiles {
  readonly rows: number;
  readonly columns: number;
  readonly a: number;
  readonly b: number;
  /** From one term of a sum to the next. */
  readonly stepA: number;
  readonly stepB: number;
  readonly rowA: number;
  /** Whether one number is added everywhere. */
  readonly spreadBias: boolean;
}

/** Up to eight columns: where they begin in B, in the result and in the bias. */
interface Columns {
  readonly b: number;
  readonly c: number;
  readonly bias: number;
  readonly have: number;
}
