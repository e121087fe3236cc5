/** Rows of a table: taken and added to by index, and laid beside each other. */
import { addRun, copyRun } from './image';

/** Rows of a table of four-byte elements, by index, clamped into the table. */
export function gather_rows(count: i32, rows: i32, width: i32, table: usize, indices: usize, out: usize): void {
  const run = (<usize>width) << 2;
  if (width <= 2) {
    for (let k = count; k > 0; k--) {
      const from = table + <usize>max(0, min(load<i32>(indices), rows - 1)) * run;
      if (width == 2) store<u64>(out, load<u64>(from));
      else store<u32>(out, load<u32>(from));
      indices += 4;
      out += run;
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    const i = max(0, min(load<i32>(indices + ((<usize>k) << 2)), rows - 1));
    copyRun(out, table + <usize>i * run, run);
    out += run;
  }
}

/** Rows of zeros with each update row added at its index, clamped into the table. */
export function scatter_add(count: i32, rows: i32, width: i32, indices: usize, updates: usize, out: usize): void {
  const run = (<usize>width) << 2;
  memory.fill(out, 0, <usize>rows * run);
  for (let k = 0; k < count; k++) {
    const i = max(0, min(load<i32>(indices + ((<usize>k) << 2)), rows - 1));
    addRun(out + <usize>i * run, updates + <usize>k * run, width);
  }
}

/** Copies rows of `bytes`, a multiple of four, to where rows are `step` bytes apart. */
export function place_rows(rows: i32, bytes: usize, step: usize, from: usize, to: usize): void {
  for (let r = 0; r < rows; r++) {
    copyRun(to, from, bytes);
    from += bytes;
    to += step;
  }
}
