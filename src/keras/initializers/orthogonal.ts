/**
 * The orthogonal factor of a tall matrix, by Householder reflections in float64, with signs chosen so that the
 * triangular factor has a positive diagonal: that makes it unique, whatever routine computes it.
 */

/**
 * @param a rows x columns, row-major, rows >= columns; not changed
 * @returns Q (rows x columns) of A = Q R with orthonormal columns and diag(R) > 0
 */
export function orthogonalFactor(a: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const r = Float64Array.from(a);
  const at = (i: number, j: number): number => r[i * columns + j] as number;
  const reflectors: Float64Array[] = [];
  const signs = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const v = new Float64Array(rows);
    let norm = 0;
    for (let i = k; i < rows; i++) norm += at(i, k) ** 2;
    norm = Math.sqrt(norm);
    for (let i = k; i < rows; i++) v[i] = at(i, k);
    const alpha = at(k, k) > 0 ? -norm : norm;
    v[k] = (v[k] as number) - alpha;
    normalize(v);
    reflect(r, v, columns, k);
    reflectors.push(v);
    signs[k] = alpha < 0 ? -1 : 1;
  }
  const q = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) q[j * columns + j] = signs[j] as number;
  for (let k = columns - 1; k >= 0; k--) reflect(q, reflectors[k] as Float64Array, columns, k);
  return q;
}

function normalize(v: Float64Array): void {
  let sum = 0;
  for (const x of v) sum += x * x;
  if (sum === 0) return;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) * scale;
}

/**
 * m <- (I - 2 v vT) m, where the first `k` entries of v are zero and columns before `k` have nothing where v has: row by row,
 * as the matrix lies in memory.
 */
function reflect(m: Float64Array, v: Float64Array, columns: number, k: number): void {
  const dots = new Float64Array(columns);
  for (let i = k; i < v.length; i++) {
    const x = v[i] as number;
    for (let j = k; j < columns; j++) dots[j] = (dots[j] as number) + x * (m[i * columns + j] as number);
  }
  for (let i = k; i < v.length; i++) {
    const x = v[i] as number;
    for (let j = k; j < columns; j++) {
      m[i * columns + j] = (m[i * columns + j] as number) - 2 * (dots[j] as number) * x;
    }
  }
}
