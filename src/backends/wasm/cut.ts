/**
 * How calls can be shared by threads, and about how long they take. What gives rows, samples or elements of a result is
 * cut along them: each number is computed as before, so a cut changes no bit.
 */
import type { Generated } from './machine';
import type { Argument, Call, Copy, Cut, Extent, Part, Place } from './tape';

type Shared = Pick<Call, 'cost' | 'cut'>;

const whole = (place: Place): Extent => ({ place, from: 0, to: place.bytes });

/** A range of equal pieces of a place. */
const pieces = (place: Place, of: number, from: number, to: number): Extent => {
  const piece = place.bytes / of;
  return { place, from: piece * from, to: piece * to };
};

/** Microseconds a call takes beyond its work. */
const CALL = 0.05;

/** @param args addresses, and parameters if it has any; the range follows */
export function cutGenerated(
  made: Generated,
  name: string,
  args: readonly Argument[],
  reads: readonly Place[],
  outs: readonly Place[],
): Shared {
  const { code, range } = made;
  const part = (from: number, to: number): Part => {
    const { inputs } = made.reach(from, to);
    return {
      callee: { kind: 'generated', code, name },
      args: [...args, from, to],
      reads: reads.flatMap((place, k) => {
        const read = inputs[k];
        if (!read) return [];
        const size = place.bytes / place.length;
        const low = Math.max(0, read[0]) * size;
        return [{ place, from: low, to: Math.min(place.bytes, (read[1] + 1) * size) }];
      }),
      writes: outs.map((place) => pieces(place, range.length, from, to)),
    };
  };
  const cost = (): number => CALL + made.reach(0, range.length).cost / 1000;
  return range.length > range.unit ? { cost, cut: { length: range.length, unit: range.unit, part } } : { cost };
}

export interface CompiledCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly inputs: readonly Place[];
  readonly out: Place;
  /** Floating point operations. */
  readonly work: number;
}

/** Floating point operations in a microsecond, and bytes moved: about what one core of a laptop does. */
const RATE = { product: 45_000, window: 25_000, bytes: 8_000 };
/** Rows of a product below which a part spends much of its time on packing the second factor, or bringing it near. */
const GRAIN = 32;
/** Numbers packed in a microsecond. */
const PACKED = 3_000;
/** As in `kernels/matmul.ts`. */
const DEPTH = 512;

const numberAt = (c: CompiledCall, k: number): number => c.args[k] as number;

/** An argument moved on by so many bytes. */
function moved(a: Argument | undefined, bytes: number): Argument {
  if (a === undefined || typeof a === 'number' || 'word' in a) throw new Error('An address was expected.');
  return { ...a, plus: (a.plus ?? 0) + bytes };
}

/** What rows of an m by k matrix are read of, which lies transposed or not. */
const rowsOfA = (x: Place, [m, k]: readonly [number, number], transposed: number, from: number, to: number): Extent =>
  transposed ? { place: x, from: 4 * from, to: 4 * ((k - 1) * m + to) } : pieces(x, m, from, to);

function product(c: CompiledCall): Shared {
  const [batch, m, k, n, ta, tb] = c.args as readonly [number, number, number, number, number, number];
  const [a, b, out, ...rest] = c.args.slice(6);
  const [x, y, ...bias] = c.inputs as readonly [Place, Place, ...Place[]];
  const cost = (): number => CALL + (2 * batch * m * k * n) / RATE.product + (batch * k * (m + n)) / PACKED;
  if (batch > 1) {
    const part = (from: number, to: number): Part => ({
      callee: { kind: 'compiled', name: c.name },
      args: [
        ...[to - from, m, k, n, ta, tb],
        ...[moved(a, 4 * from * m * k), moved(b, 4 * from * k * n), moved(out, 4 * from * m * n), ...rest],
      ],
      reads: [pieces(x, batch, from, to), pieces(y, batch, from, to), ...bias.map(whole)],
      writes: [pieces(c.out, batch, from, to)],
    });
    return { cost, cut: { length: batch, unit: 1, part } };
  }
  // Columns by one column are summed sixteen at a time; all else in tiles of four rows.
  const unit = n === 1 && ta ? 16 : 4;
  const part = (from: number, to: number): Part => ({
    callee: { kind: 'compiled', name: 'matmul_rows' },
    args: [
      m,
      to - from,
      k,
      n,
      ta,
      tb,
      moved(a, 4 * from * (ta ? 1 : k)),
      b as Argument,
      moved(out, 4 * from * n),
      ...rest,
    ],
    reads: [rowsOfA(x, [m, k], ta, from, to), whole(y), ...bias.map(whole)],
    writes: [pieces(c.out, m, from, to)],
  });
  return m > unit ? { cost, cut: { length: m, unit, grain: GRAIN, part } } : { cost };
}

/** A product whose second factor was packed before. */
function packedProduct(c: CompiledCall): Shared {
  const [, m, k, n, ta] = c.args as readonly [number, number, number, number, number];
  const [a, panels, out, ...rest] = c.args.slice(5);
  const [x, y, ...bias] = c.inputs as readonly [Place, Place, ...Place[]];
  const cost = (): number => CALL + (2 * m * k * n) / RATE.product + (k * m) / PACKED;
  const part = (from: number, to: number): Part => ({
    callee: { kind: 'compiled', name: c.name },
    args: [
      ...[m, to - from, k, n, ta],
      ...[moved(a, 4 * from * (ta ? 1 : k)), panels as Argument, moved(out, 4 * from * n), ...rest],
    ],
    reads: [rowsOfA(x, [m, k], ta, from, to), whole(y), ...bias.map(whole)],
    writes: [pieces(c.out, m, from, to)],
  });
  return m > 4 ? { cost, cut: { length: m, unit: 4, grain: GRAIN, part } } : { cost };
}

/** Packing a second factor: its columns are shared. */
function packing(c: CompiledCall): Shared {
  const [, row, tb, k, n, , , panels] = c.args as readonly [
    unknown,
    number,
    number,
    number,
    number,
    unknown,
    unknown,
    Argument,
  ];
  const [factor] = c.inputs as readonly [Place];
  const width = Math.ceil(n / 8) * 8;
  const depths = Array.from({ length: Math.ceil(k / DEPTH) }, (_, p) => p * DEPTH);
  const part = (from: number, to: number): Part => ({
    callee: { kind: 'compiled', name: c.name },
    args: [c.args[0] as Argument, row, tb, k, n, from, to, panels],
    reads: [rowsOfA(factor, [n, k], tb ? 0 : 1, from, to)],
    writes: depths.map((k0) => {
      const kc = Math.min(DEPTH, k - k0);
      const begin = 4 * k0 * width;
      return { place: c.out, from: begin + 4 * from * kc, to: begin + 4 * Math.ceil(to / 8) * 8 * kc };
    }),
  });
  const cost = (): number => CALL + (k * n) / PACKED;
  return n > 8 ? { cost, cut: { length: n, unit: 8, part } } : { cost };
}

/** Rows of several arrays laid beside each other: one array's share. */
function rows(c: CompiledCall): Shared {
  const [count, bytes, step] = c.args as readonly [number, number, number];
  const [from, to] = c.args.slice(3);
  const start = typeof to === 'object' && 'address' in to ? (to.plus ?? 0) : 0;
  const part = (first: number, end: number): Part => ({
    callee: { kind: 'compiled', name: c.name },
    args: [end - first, bytes, step, moved(from, first * bytes), moved(to, first * step)],
    reads: c.inputs.map((p) => pieces(p, count, first, end)),
    writes: [{ place: c.out, from: start + first * step, to: start + (end - 1) * step + bytes }],
  });
  const cost = (): number => CALL + (2 * count * bytes) / RATE.bytes;
  return count > 1 ? { cost, cut: { length: count, unit: 1, part } } : { cost };
}

interface Rule {
  /** Whether each input has a piece for each sample. */
  readonly samples: readonly boolean[];
  /** Whether the second argument is how many samples are taken together. */
  readonly together?: boolean;
}

/** The first argument of these kernels is the number of samples. */
const RULES: Readonly<Record<string, Rule>> = {
  conv: { samples: [true, false], together: true },
  conv_grad_input: { samples: [true, false] },
  depthwise: { samples: [true, false] },
  pool: { samples: [true] },
  pool_grad: { samples: [true, true, true] },
};

/** Arguments of samples from `from` on: places that have a piece for each move on. */
function samples(
  c: CompiledCall,
  own: ReadonlyMap<Place, number>,
  from: number,
  to: number,
  together: boolean,
): Argument[] {
  const args = c.args.map((a): Argument => {
    const bytes = typeof a === 'object' && 'address' in a ? own.get(a.address) : undefined;
    return bytes === undefined ? a : moved(a, bytes * from);
  });
  args[0] = to - from;
  // Samples taken together are no more than there are.
  if (together) args[1] = Math.min(to - from, numberAt(c, 1));
  return args;
}

function windows(c: CompiledCall, rule: Rule): Shared {
  const batch = numberAt(c, 0);
  const bytes = [...c.inputs, c.out].reduce((n, p) => n + p.bytes, 0);
  const cost = (): number => CALL + c.work / RATE.window + (rule.samples.length === 2 ? 0 : bytes / RATE.bytes);
  const own = new Map(c.inputs.filter((_, k) => rule.samples[k]).map((p) => [p, p.bytes / batch]));
  // Places are told apart by what they are; one that is read in two roles would be moved for both.
  if (batch === 1 || c.inputs.some((p, k) => !rule.samples[k] && own.has(p))) return { cost };
  own.set(c.out, c.out.bytes / batch);
  const part = (from: number, to: number): Part => ({
    callee: { kind: 'compiled', name: c.name },
    args: samples(c, own, from, to, rule.together === true),
    reads: c.inputs.map((p, k) => (rule.samples[k] ? pieces(p, batch, from, to) : whole(p))),
    writes: [pieces(c.out, batch, from, to)],
  });
  return { cost, cut: { length: batch, unit: 1, part } };
}

/** Rows of a table, taken by index. */
function gathered(c: CompiledCall): Shared {
  const [count, ...sizes] = c.args.slice(0, 3) as [number, number, number];
  const [table, indices, out] = c.args.slice(3);
  const [x, rows] = c.inputs as readonly [Place, Place];
  const part = (from: number, to: number): Part => ({
    callee: { kind: 'compiled', name: c.name },
    args: [to - from, ...sizes, table as Argument, moved(indices, 4 * from), moved(out, (c.out.bytes / count) * from)],
    reads: [whole(x), pieces(rows, count, from, to)],
    writes: [pieces(c.out, count, from, to)],
  });
  const cost = (): number => CALL + (2 * c.out.bytes) / RATE.bytes;
  return count > 1 ? { cost, cut: { length: count, unit: 1, part } } : { cost };
}

/** A copy, in parts that are copied by a kernel. */
export function cutCopy({ from, to }: Copy): Cut {
  const part = (first: number, end: number): Part => ({
    callee: { kind: 'compiled', name: 'place_rows' },
    args: [1, end - first, end - first, { address: from, plus: first }, { address: to, plus: first }],
    reads: [{ place: from, from: first, to: end }],
    writes: [{ place: to, from: first, to: end }],
  });
  return { length: from.bytes, unit: 64, part };
}

/** What threads need to know of a compiled kernel's call. */
export function cutCompiled(c: CompiledCall): Shared {
  if (c.name === 'matmul') return product(c);
  if (c.name === 'matmul_packed') return packedProduct(c);
  if (c.name === 'pack_columns') return packing(c);
  if (c.name === 'place_rows') return rows(c);
  if (c.name === 'gather_rows') return gathered(c);
  const rule = RULES[c.name];
  if (rule) return windows(c, rule);
  const bytes = [...c.inputs, c.out].reduce((n, p) => n + p.bytes, 0);
  return { cost: () => CALL + c.work / RATE.window + bytes / RATE.bytes };
}

/** Kernels that add up samples: the sum of a part is a result of its own, and these are added in order. */
const SUMMED: Readonly<Record<string, { readonly together: boolean }>> = {
  conv_grad_kernel: { together: true },
  depthwise_grad_kernel: { together: false },
};
/** Floating point operations from which samples are summed in parts, and how many parts there are. */
const WORTHWHILE = 2e6;
const PARTS = 4;

/** How many sums a call is made of; it depends on sizes alone, so it is the same with and without threads. */
export function sumsOf(c: CompiledCall): number {
  if (!SUMMED[c.name] || c.work < WORTHWHILE || new Set(c.inputs).size < c.inputs.length) return 1;
  const batch = numberAt(c, 0);
  return Math.ceil(batch / Math.ceil(batch / PARTS));
}

/** Rows from which products of columns are summed in parts, and numbers of the result up to which that pays. */
const [LONG, FLAT] = [128, 4096];

/** Sizes of a product that gives the derivative of a weight: columns of A by columns of B, summed over their rows. */
export interface ColumnsProduct {
  readonly m: number;
  /** Rows of each part. */
  readonly rows: number;
  readonly n: number;
}

/**
 * The parts of a product that sums over many rows for few numbers, null for others. Each part then needs the rows of one
 * thread only, which lie in its caches. As with samples, sizes alone decide.
 */
export function columnParts({ name, args }: Pick<CompiledCall, 'name' | 'args'>): ColumnsProduct | null {
  if (name !== 'matmul') return null;
  const [batch, m, k, n, ta, tb] = args as readonly [number, number, number, number, number, number];
  const plain = batch === 1 && ta === 1 && tb === 0 && args[args.length - 1] === 0;
  if (!plain || k < LONG || k % (8 * PARTS) !== 0 || m * n > FLAT) return null;
  return { m, rows: k / PARTS, n };
}

/** The arguments of one of several sums, to be written where `out` of the call is. */
export function sumArguments(c: CompiledCall, count: number, part: number): Argument[] {
  const batch = numberAt(c, 0);
  const piece = Math.ceil(batch / count);
  const own = new Map(c.inputs.map((p) => [p, p.bytes / batch]));
  return samples(c, own, part * piece, Math.min(batch, (part + 1) * piece), SUMMED[c.name]?.together === true);
}
