/**
 * Splits rows into training, validation and test parts. Whatever the kind, the three parts together are a
 * permutation of all rows; random and stratified parts come in random order, ordered parts in file order.
 */
import { fail, ok, problem, type Result } from '../base/problem';
import { foldIn, keyFromSeed, randomPermutation } from '../base/random';
import type { SplitSpec } from '../graph/data-spec';

export interface Parts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export function copyParts({ train, validation, test }: Parts): Parts {
  return { train: train.slice(), validation: validation.slice(), test: test.slice() };
}

export interface SplitInput {
  readonly rows: number;
  /** A class per row; needed for a stratified split. */
  readonly strata?: ArrayLike<number>;
  /** Rows with the same number are copies of one another; needed for keepCopiesTogether. */
  readonly groups?: ArrayLike<number>;
}

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 2;

/** How many rows validation and test get: fractions rounded, but never the last training row. */
function sizes(rows: number, spec: SplitSpec): { validation: number; test: number } {
  const test = Math.min(Math.round(rows * spec.test), rows - 1);
  const validation = Math.min(Math.round(rows * spec.validation), rows - 1 - test);
  return { validation, test };
}

/**
 * Gives each stratum its share of `total` by largest remainder, so shares add up exactly and no stratum gets more
 * than it has room for.
 */
function shares(counts: readonly number[], room: readonly number[], total: number): number[] {
  const rows = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((c) => (rows === 0 ? 0 : (c * total) / rows));
  const out = exact.map((e, i) => Math.min(Math.floor(e), room[i] as number));
  let left = total - out.reduce((a, b) => a + b, 0);
  const order = exact.map((_, i) => i).sort((a, b) => fraction(exact[b]) - fraction(exact[a]) || a - b);
  while (left > 0) {
    const before = left;
    for (const i of order) {
      if (left === 0) break;
      if ((out[i] as number) >= (room[i] as number)) continue;
      out[i] = (out[i] as number) + 1;
      left--;
    }
    if (left === before) break;
  }
  return out;
}

const fraction = (x: number | undefined): number => (x ?? 0) - Math.floor(x ?? 0);

/** For each row the first row of its group; a row without copies leads itself. */
function leadersOf(rows: number, groups: ArrayLike<number> | undefined): Int32Array {
  const leaders = Int32Array.from({ length: rows }, (_, i) => i);
  if (groups === undefined) return leaders;
  const first = new Map<number, number>();
  for (let i = 0; i < rows; i++) {
    const g = groups[i] as number;
    const leader = first.get(g);
    if (leader === undefined) first.set(g, i);
    else leaders[i] = leader;
  }
  return leaders;
}

/**
 * The parts `spec` asks for. With keepCopiesTogether groups stay whole, so part sizes may differ from the fractions by
 * less than one group; an ordered split puts all copies where the first of them is.
 */
export function split(input: SplitInput, spec: SplitSpec): Result<Parts> {
  const { rows } = input;
  if (!(spec.validation >= 0 && spec.test >= 0 && spec.validation + spec.test < 1)) {
    return fail(
      problem('split-fractions', 'Validation and test together must leave rows to train on.', {
        where: 'data.split',
        expected: 'two fractions of at least 0 with a sum below 1',
        received: `${spec.validation} and ${spec.test}`,
        fixes: [{ label: 'Use 15% and 15%', action: 'data.set-split', params: { validation: 0.15, test: 0.15 } }],
      }),
    );
  }
  if (rows === 0) {
    return fail(problem('data-no-rows', 'There are no rows to train on.', { where: 'data' }));
  }
  const { validation, test } = sizes(rows, spec);
  const leaders = leadersOf(rows, spec.keepCopiesTogether ? input.groups : undefined);
  const part = new Uint8Array(rows);
  if (spec.kind === 'ordered') {
    part.fill(VALIDATION, rows - test - validation, rows - test);
    part.fill(TEST, rows - test);
  } else {
    draw(part, leaders, spec.kind === 'stratified' ? input.strata : undefined, { validation, test }, spec.seed);
  }
  for (let i = 0; i < rows; i++) part[i] = part[leaders[i] as number] as number;
  const order =
    spec.kind === 'ordered' ? Int32Array.from(part, (_, i) => i) : randomPermutation(orderKey(spec.seed), rows);
  return ok(collect(order, part));
}

const orderKey = (seed: number) => foldIn(keyFromSeed(seed), 0x5eed);

/** Writes the part of each leading row: within each stratum, leaders in random order fill test, then validation. */
function draw(
  part: Uint8Array,
  leaders: Int32Array,
  strata: ArrayLike<number> | undefined,
  wanted: { readonly validation: number; readonly test: number },
  seed: number,
): void {
  const size = new Int32Array(leaders.length);
  for (const leader of leaders) size[leader] = (size[leader] as number) + 1;
  const byStratum = new Map<number, number[]>();
  for (let i = 0; i < leaders.length; i++) {
    if (leaders[i] !== i) continue;
    const s = strata === undefined ? 0 : (strata[i] as number);
    const list = byStratum.get(s);
    if (list === undefined) byStratum.set(s, [i]);
    else list.push(i);
  }
  const labels = [...byStratum.keys()].sort((a, b) => a - b);
  const counts = labels.map((s) => (byStratum.get(s) ?? []).reduce((n, i) => n + (size[i] as number), 0));
  const testShare = shares(counts, counts, wanted.test);
  const room = counts.map((c, i) => c - (testShare[i] as number));
  const validationShare = shares(counts, room, wanted.validation);

  labels.forEach((label, s) => {
    const units = byStratum.get(label) ?? [];
    let testLeft = testShare[s] as number;
    let validationLeft = validationShare[s] as number;
    for (const u of randomPermutation(foldIn(keyFromSeed(seed), s), units.length)) {
      const unit = units[u] as number;
      const n = size[unit] as number;
      if (n <= testLeft) {
        part[unit] = TEST;
        testLeft -= n;
      } else if (n <= validationLeft) {
        part[unit] = VALIDATION;
        validationLeft -= n;
      } else {
        part[unit] = TRAIN;
      }
    }
  });
}

function collect(order: Int32Array, part: Uint8Array): Parts {
  const of = (p: number): Int32Array => order.filter((row) => part[row] === p);
  return { train: of(TRAIN), validation: of(VALIDATION), test: of(TEST) };
}
