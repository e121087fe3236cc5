/**
 * Matrix products in plain JavaScript. Both operands are brought into the order the inner loop wants (rows of A, rows
 * of the transposed B), then 2 by 4 tiles of results are summed in registers.
 */
import type { MatmulSpec } from '../lowering/device';

/** Writes op(A) op(B) into `out`, for each matrix of the batch. `pool` lends scratch arrays. */
export function matmul(
  s: MatmulSpec,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
  scratch: (length: number) => Float32Array,
): void {
  const [sizeA, sizeB, sizeC] = [s.m * s.k, s.k * s.n, s.m * s.n];
  const rowsA = s.transposeA ? scratch(sizeA) : null;
  const rowsB = s.transposeB ? null : scratch(sizeB);
  for (let i = 0; i < s.batch; i++) {
    const left = s.batch === 1 ? a : a.subarray(i * sizeA, (i + 1) * sizeA);
    const right = s.batch === 1 ? b : b.subarray(i * sizeB, (i + 1) * sizeB);
    const target = s.batch === 1 ? out : out.subarray(i * sizeC, (i + 1) * sizeC);
    if (rowsA) transpose(left, s.k, s.m, rowsA);
    if (rowsB) transpose(right, s.k, s.n, rowsB);
    product(rowsA ?? left, rowsB ?? right, target, s.m, s.n, s.k);
  }
}

/** Rows by columns to columns by rows, in blocks that fit the cache. */
function transpose(from: Float32Array, rows: number, columns: number, to: Float32Array): void {
  const block = 16;
  for (let r0 = 0; r0 < rows; r0 += block) {
    const r1 = Math.min(r0 + block, rows);
    for (let c0 = 0; c0 < columns; c0 += block) {
      const c1 = Math.min(c0 + block, columns);
      for (let r = r0; r < r1; r++) {
        for (let c = c0; c < c1; c++) to[c * rows + r] = from[r * columns + c] as number;
      }
    }
  }
}

/** out[i, j] = sum over p of a[i, p] * b[j, p]. */
function product(a: Float32Array, b: Float32Array, out: Float32Array, m: number, n: number, k: number): void {
  const m2 = m - (m % 2);
  const n4 = n - (n % 4);
  for (let i = 0; i < m2; i += 2) {
    const a0 = i * k;
    for (let j = 0; j < n4; j += 4) {
      tile(a, b, out, a0, j * k, i * n + j, n, k);
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = i < m2 ? n4 : 0; j < n; j++) out[i * n + j] = dot(a, b, i * k, j * k, k);
  }
}

function dot(a: Float32Array, b: Float32Array, at: number, bt: number, k: number): number {
  let sum = 0;
  for (let p = 0; p < k; p++) sum += (a[at + p] as number) * (b[bt + p] as number);
  return sum;
}

function tile(
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
  a0: number,
  b0: number,
  to: number,
  n: number,
  k: number,
): void {
  const [a1, b1, b2, b3] = [a0 + k, b0 + k, b0 + 2 * k, b0 + 3 * k];
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let p = 0; p < k; p++) {
    const x0 = a[a0 + p] as number;
    const x1 = a[a1 + p] as number;
    const y0 = b[b0 + p] as number;
    const y1 = b[b1 + p] as number;
    const y2 = b[b2 + p] as number;
    const y3 = b[b3 + p] as number;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  out[to] = s00;
  out[to + 1] = s01;
  out[to + 2] = s02;
  out[to + 3] = s03;
  out[to + n] = s10;
  out[to + n + 1] = s11;
  out[to + n + 2] = s12;
  out[to + n + 3] = s13;
}
