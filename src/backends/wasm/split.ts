/**
 * Cuts large calls of compiled kernels into parts that threads can share. What gives rows or samples of the result is cut
 * along them: each number is computed as before. What sums over samples gives a sum per part, which are added in order.
 * The cut depends on sizes alone, so results are the same with any number of threads, and with none.
 */
import type { Argument, Place } from './tape';
import { MOST_PARTS } from './threads';

/** Floating point operations below which waking a thread costs more than it brings. */
const WORTHWHILE = 6e6;

export interface Split {
  readonly name: string;
  readonly parts: readonly (readonly Argument[])[];
  /** Whether the parts' results have to be added; they then lie one behind the other. */
  readonly summed: boolean;
}

export interface SplitCall {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly inputs: readonly Place[];
  readonly out: Place;
  /** Room of its own for each part. */
  readonly scratch: readonly Place[];
}

interface Rule {
  /** Whether each input has a piece for each sample. */
  readonly samples: readonly boolean[];
  readonly summed?: boolean;
  /** Whether the second argument is how many samples are taken together. */
  readonly together?: boolean;
}

const numberAt = (c: Pick<SplitCall, 'args'>, k: number): number => c.args[k] as number;

/** The first argument of these kernels is the number of samples. */
const RULES: Readonly<Record<string, Rule>> = {
  conv: { samples: [true, false], together: true },
  conv_grad_input: { samples: [true, false] },
  conv_grad_kernel: { samples: [true, true], summed: true, together: true },
  depthwise: { samples: [true, false] },
  pool: { samples: [true] },
  pool_grad: { samples: [true, true, true] },
};

/** Elements of a part when `n` are cut, a multiple of `unit`. */
const pieceOf = (n: number, unit: number): number => Math.ceil(n / MOST_PARTS / unit) * unit;

/** Whether the parts of a kernel's result have to be added. */
export const isSummed = (name: string): boolean => RULES[name]?.summed === true;

/**
 * How many parts a call is cut into; 1 where it stays whole.
 * @param work floating point operations
 */
export function partsOf(c: Omit<SplitCall, 'scratch'>, work: number): number {
  // Places are told apart by what they are; one that is read in two roles would be moved for both.
  if (work < WORTHWHILE || new Set(c.inputs).size < c.inputs.length) return 1;
  const [batch, m] = c.args as readonly [number, number];
  if (c.name === 'matmul') return batch > 1 ? Math.ceil(batch / pieceOf(batch, 1)) : Math.ceil(m / pieceOf(m, 16));
  return RULES[c.name] ? Math.ceil(batch / pieceOf(batch, 1)) : 1;
}

export function split(c: SplitCall): Split {
  const count = c.scratch.length;
  const ranges = (n: number, unit: number): { from: number; length: number }[] => {
    const piece = pieceOf(n, unit);
    return Array.from({ length: count }, (_, p) => ({ from: p * piece, length: Math.min(piece, n - p * piece) }));
  };
  /** Arguments with every place moved on by so many bytes, and scratch of the part's own. */
  const moved = (args: readonly Argument[], part: number, by: ReadonlyMap<Place, number>): Argument[] =>
    args.map((a) => {
      if (typeof a !== 'object' || !('address' in a)) return a;
      if (a.address === c.scratch[0]) return { ...a, address: c.scratch[part] as Place };
      return { ...a, plus: (a.plus ?? 0) + (by.get(a.address) ?? 0) };
    });
  if (c.name === 'matmul') {
    const [batch, m, k, n, ta, tb, ...places] = c.args as readonly [number, number, number, number, number, number];
    const [a, b] = c.inputs as readonly [Place, Place];
    if (batch > 1) {
      const parts = ranges(batch, 1).map(({ from, length }, p) => {
        const by = new Map([
          [a, 4 * from * m * k],
          [b, 4 * from * k * n],
          [c.out, 4 * from * m * n],
        ]);
        return moved([length, m, k, n, ta, tb, ...places], p, by);
      });
      return { name: 'matmul', parts, summed: false };
    }
    const parts = ranges(m, 16).map(({ from, length }, p) => {
      const by = new Map([
        [a, 4 * from * (ta ? 1 : k)],
        [c.out, 4 * from * n],
      ]);
      return moved([m, length, k, n, ta, tb, ...places], p, by);
    });
    return { name: 'matmul_rows', parts, summed: false };
  }
  const rule = RULES[c.name] as Rule;
  const batch = numberAt(c, 0);
  const parts = ranges(batch, 1).map(({ from, length }, p) => {
    const by = new Map<Place, number>();
    c.inputs.forEach((place, k) => {
      if (rule.samples[k]) by.set(place, (place.bytes / batch) * from);
    });
    by.set(c.out, rule.summed ? p * c.out.bytes : (c.out.bytes / batch) * from);
    const [, ...rest] = c.args;
    // Samples taken together are no more than there are.
    if (rule.together) rest[0] = Math.min(length, numberAt(c, 1));
    return moved([length, ...rest], p, by);
  });
  return { name: c.name, parts, summed: rule.summed === true };
}
