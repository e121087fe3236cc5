/** Finds rows that are exact copies of one another, by a 53-bit hash of their cells or pixels. */
import { type Column, rowsOf } from './columns';
import type { Pixels } from './dataset';
import { bytesOf, Hasher } from './hash';

/** One number per row; rows with equal numbers are copies (in the given columns). */
export function rowHashes(columns: readonly Column[], rows: number): Float64Array {
  const out = new Float64Array(rows);
  const words = new Float64Array(1);
  const halves = new Uint32Array(words.buffer);
  for (let i = 0; i < rows; i++) {
    const hasher = new Hasher();
    for (const column of columns) {
      if (column.kind === 'number') {
        words[0] = (column.values[i] as number) + 0;
        hasher.word(halves[0] as number);
        hasher.word(halves[1] as number);
      } else if (column.kind === 'category') {
        hasher.word(column.codes[i] as number);
      } else {
        const [from, to] = [column.offsets[i] as number, column.offsets[i + 1] as number];
        const text = new Hasher().bytes(column.bytes.subarray(from, to)).number();
        hasher.word(text >>> 0);
        hasher.word((text / 2 ** 32) >>> 0);
      }
    }
    out[i] = hasher.number();
  }
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
  const first = new Map<number, number>();
  const examples: { row: number; copyOf: number }[] = [];
  let count = 0;
  for (let i = 0; i < hashes.length; i++) {
    const seen = first.get(hashes[i] as number);
    if (seen === undefined) {
      first.set(hashes[i] as number, i);
      continue;
    }
    count++;
    if (examples.length < 5) examples.push({ row: i, copyOf: seen });
  }
  return { count, examples };
}

/** Copies among whole rows of a table. */
export function tableCopies(columns: readonly Column[]): Copies {
  const first = columns[0];
  return findCopies(rowHashes(columns, first === undefined ? 0 : rowsOf(first)));
}
