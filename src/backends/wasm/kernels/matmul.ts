/**
 * Matrix products: both operands are packed so that the inner loop reads memory in order, then tiles of 4 by 8 results
 * are summed in registers. The depth is cut so that a panel of B stays in the first-level cache.
 */

const DEPTH: i32 = 512;

/** Rows of op(A) in groups of four: [group][k][4], the last group filled with zeros. */
function packA(a: usize, lda: i32, transposed: bool, m: i32, k0: i32, kc: i32, out: usize): void {
  let to = out;
  for (let i = 0; i < m; i += 4) {
    const rows = min(4, m - i);
    if (transposed && rows == 4) {
      let from = a + ((<usize>(k0 * lda + i)) << 2);
      for (let k = 0; k < kc; k++) {
        v128.store(to, v128.load(from));
        from += (<usize>lda) << 2;
        to += 16;
      }
    } else if (!transposed && rows == 4) {
      const r0 = a + ((<usize>(i * lda + k0)) << 2);
      const r1 = r0 + ((<usize>lda) << 2);
      const r2 = r1 + ((<usize>lda) << 2);
      const r3 = r2 + ((<usize>lda) << 2);
      let k = 0;
      for (; k + 4 <= kc; k += 4) {
        const o = (<usize>k) << 2;
        const x0 = v128.load(r0 + o);
        const x1 = v128.load(r1 + o);
        const x2 = v128.load(r2 + o);
        const x3 = v128.load(r3 + o);
        const t0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
        const t1 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
        const t2 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
        const t3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<i64>(t0, t1, 0, 2));
        v128.store(to + 16, v128.shuffle<i64>(t0, t1, 1, 3));
        v128.store(to + 32, v128.shuffle<i64>(t2, t3, 0, 2));
        v128.store(to + 48, v128.shuffle<i64>(t2, t3, 1, 3));
        to += 64;
      }
      for (; k < kc; k++) {
        const o = (<usize>k) << 2;
        store<f32>(to, load<f32>(r0 + o));
        store<f32>(to + 4, load<f32>(r1 + o));
        store<f32>(to + 8, load<f32>(r2 + o));
        store<f32>(to + 12, load<f32>(r3 + o));
        to += 16;
      }
    } else {
      for (let k = 0; k < kc; k++) {
        for (let r = 0; r < 4; r++) {
          let v: f32 = 0;
          if (r < rows) {
            const at = transposed ? (k0 + k) * lda + i + r : (i + r) * lda + k0 + k;
            v = load<f32>(a + ((<usize>at) << 2));
          }
          store<f32>(to, v);
          to += 4;
        }
      }
    }
  }
}

/** Columns of op(B) in groups of eight: [group][k][8], the last group filled with zeros. */
function packB(b: usize, ldb: i32, transposed: bool, n: i32, k0: i32, kc: i32, out: usize): void {
  let to = out;
  for (let j = 0; j < n; j += 8) {
    const columns = min(8, n - j);
    if (!transposed && columns == 8) {
      let from = b + ((<usize>(k0 * ldb + j)) << 2);
      for (let k = 0; k < kc; k++) {
        v128.store(to, v128.load(from));
        v128.store(to + 16, v128.load(from + 16));
        from += (<usize>ldb) << 2;
        to += 32;
      }
    } else if (transposed) {
      for (let c = 0; c < 8; c++) {
        let put = to + ((<usize>c) << 2);
        if (c < columns) {
          let from = b + ((<usize>((j + c) * ldb + k0)) << 2);
          for (let k = 0; k < kc; k++) {
            store<f32>(put, load<f32>(from));
            from += 4;
            put += 32;
          }
        } else {
          for (let k = 0; k < kc; k++) {
            store<f32>(put, 0);
            put += 32;
          }
        }
      }
      to += (<usize>kc) << 5;
    } else {
      for (let k = 0; k < kc; k++) {
        for (let c = 0; c < 8; c++) {
          store<f32>(to, c < columns ? load<f32>(b + ((<usize>((k0 + k) * ldb + j + c)) << 2)) : 0);
          to += 4;
        }
      }
    }
  }
}

/** One row of a tile into C, added to what is there unless it is the first cut of the depth. */
// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, columns: i32, first: bool): void {
  if (columns == 8) {
    if (first) {
      v128.store(c, left);
      v128.store(c + 16, right);
    } else {
      v128.store(c, f32x4.add(v128.load(c), left));
      v128.store(c + 16, f32x4.add(v128.load(c + 16), right));
    }
    return;
  }
  v128.store(edge, left);
  v128.store(edge + 16, right);
  for (let j = 0; j < columns; j++) {
    const o = (<usize>j) << 2;
    const v = load<f32>(edge + o);
    store<f32>(c + o, first ? v : load<f32>(c + o) + v);
  }
}

const edge: usize = memory.data(32, 16);

function multiply(m: i32, n: i32, kc: i32, pa: usize, pb: usize, c: usize, first: bool): void {
  const stepA = (<usize>kc) << 4;
  const stepB = (<usize>kc) << 5;
  const ldc = (<usize>n) << 2;
  let bp = pb;
  for (let j = 0; j < n; j += 8) {
    const columns = min(8, n - j);
    let ap = pa;
    for (let i = 0; i < m; i += 4) {
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      let x = ap;
      let y = bp;
      for (let k = 0; k < kc; k++) {
        const b0 = v128.load(y);
        const b1 = v128.load(y, 16);
        const a0 = v128.load_splat<f32>(x);
        c00 = f32x4.add(c00, f32x4.mul(a0, b0));
        c01 = f32x4.add(c01, f32x4.mul(a0, b1));
        const a1 = v128.load_splat<f32>(x, 4);
        c10 = f32x4.add(c10, f32x4.mul(a1, b0));
        c11 = f32x4.add(c11, f32x4.mul(a1, b1));
        const a2 = v128.load_splat<f32>(x, 8);
        c20 = f32x4.add(c20, f32x4.mul(a2, b0));
        c21 = f32x4.add(c21, f32x4.mul(a2, b1));
        const a3 = v128.load_splat<f32>(x, 12);
        c30 = f32x4.add(c30, f32x4.mul(a3, b0));
        c31 = f32x4.add(c31, f32x4.mul(a3, b1));
        x += 16;
        y += 32;
      }
      const rows = m - i;
      let at = c + ((<usize>(i * n + j)) << 2);
      put(at, c00, c01, columns, first);
      if (rows > 1) put((at += ldc), c10, c11, columns, first);
      if (rows > 2) put((at += ldc), c20, c21, columns, first);
      if (rows > 3) put((at += ldc), c30, c31, columns, first);
      ap += stepA;
    }
    bp += stepB;
  }
}

/** Bytes of scratch `matmul` wants. */
export function matmul_scratch(m: i32, k: i32, n: i32): i32 {
  const kc = min(k, DEPTH);
  return (((m + 3) & ~3) + ((n + 7) & ~7)) * kc * 4;
}

/** C = op(A) op(B) for each matrix of the batch, all row-major; A is m by k after op, B k by n. */
export function matmul(batch: i32, m: i32, k: i32, n: i32, ta: bool, tb: bool, a: usize, b: usize, c: usize, scratch: usize): void {
  const lda = ta ? m : k;
  const ldb = tb ? k : n;
  for (let s = 0; s < batch; s++) {
    if (k == 0) memory.fill(c, 0, (<usize>(m * n)) << 2);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const kc = min(DEPTH, k - k0);
      const pb = scratch + ((<usize>(((m + 3) & ~3) * kc)) << 2);
      packA(a, lda, ta, m, k0, kc, scratch);
      packB(b, ldb, tb, n, k0, kc, pb);
      multiply(m, n, kc, scratch, pb, c, k0 == 0);
    }
    a += (<usize>(m * k)) << 2;
    b += (<usize>(k * n)) << 2;
    c += (<usize>(m * n)) << 2;
  }
}
