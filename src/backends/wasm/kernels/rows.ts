/** Rows of a table, added to by index. */
import { addRun } from './image';

/** Rows of zeros with each update row added at its index, clamped into the table. */
export function scatter_add(count: i32, rows: i32, width: i32, indices: usize, updates: usize, out: usize): void {
  const run = (<usize>width) << 2;
  memory.fill(out, 0, <usize>rows * run);
  for (let k = 0; k < count; k++) {
    const i = max(0, min(load<i32>(indices + ((<usize>k) << 2)), rows - 1));
    addRun(out + <usize>i * run, updates + <usize>k * run, width);
  }
}
