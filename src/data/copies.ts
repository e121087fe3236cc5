/** Finds rows that are exact copies of one another, by a 53-bit hash of their cells or pixels. */
import type { Column } from './columns';
import type { Pixels } from './dataset';
import { bytesOf, Hasher, mixWord } from './hash';

/**
 * One number per row; rows with equal numbers are copies (in the given columns). Works a column at a time on two
 * running hashes per row, which is many times faster than a hasher per row.
 */
export function rowHashes(columns: readonly Column[], rows: number): Float64Array {
  const a = new Int32Array(rows).fill(0x1b873593);
  const b = new Int32Array(rows).fill(0x2545f491);
  const add = (row: number, word: number): void => {
    const x = mixWord(a[row] as number, word);
    a[row] = x;
    b[row] = mixWord(b[row] as number, word ^ x);
  };
  const value = new Float64Array(1);
  const halves = new Uint32Array(value.buffer);
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      if (column.kind === 'number') {
        value[0] = (column.values[row] as number) + 0;
        add(row, halves[0] as number);
        add(row, halves[1] as number);
      } else if (column.kind === 'category') {
        add(row, column.codes[row] as number);
      } else {
        const end = column.offsets[row + 1] as number;
        for (let i = column.offsets[row] as number; i < end; i++) add(row, column.bytes[i] as number);
        add(row, 256);
      }
    }
  }
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) out[row] = (a[row] as number) * 2 ** 21 + ((b[row] as number) >>> 11);
  return out;
}

/** One number per image; images with equal numbers have equal pixels. */
export function imageHashes(pixels: Pixels): Float64Array {
  const size = pixels.width * pixels.height * pixels.channels;
  return Float64Array.from({ length: pixels.count }, (_, i) =>
    new Hasher().bytes(bytesOf(pixels.data.subarray(i * size, (i + 1) * size))).number(),
  );
}

export interface Copies {
  /** Rows that have an earlier row as their copy. */
  readonly count: number;
  /** The first few of them, with the row they copy. */
  readonly examples: readonly { readonly row: number; readonly copyOf: number }[];
}

export function findCopies(hashes: Float64Array): Copies {
  // Sorting is quick; a map is only needed for the values that come more than once.
  const sorted = hashes.slice().sort();
  const repeated = new Map<number, number>();
  let count = 0;
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] !== sorted[i - 1]) continue;
    count++;
    repeated.set(sorted[i] as number, -1);
  }
  const examples: { row: number; copyOf: number }[] = [];
  for (let row = 0; row < hashes.length && examples.length < Math.min(5, count); row++) {
    const first = repeated.get(hashes[row] as number);
    if (first === undefined) continue;
    if (first < 0) repeated.set(hashes[row] as number, row);
    else examples.push({ row, copyOf: first });
  }
  return { count, examples };
}
