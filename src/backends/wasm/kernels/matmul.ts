/**
 * Matrix products. Four rows of A and eight columns of B at a time are packed so that the inner loop reads both in order,
 * each from one pointer: more pointers cost more than the packing. The depth is cut so that a panel of B stays in the
 * first-level cache.
 */
import { madd } from './madd';
import { BIAS, endColumn, MORE, tileColumns, tilePacked } from './tile';

/** Offsets of a depth that comes in one segment. */
const ZERO: usize = memory.data(4, 16);

/** Columns of A are walked in strides rather than packed when B has at most so many columns, twice as many if A has few. */
const NARROW: i32 = 32;
/** Rows of the result up to which B is not worth packing. */
const FEW: i32 = 8;
/** The same for sums over many rows, as derivatives of weights are: most rows of the result, and most numbers in it. */
const SHORT: i32 = 64;
const SMALL: i32 = 8192;
/** Depth of a panel. */
const DEPTH: i32 = 512;
/** Rows of A that are packed at a time, so that they stay in the second-level cache. */
const BLOCK: i32 = 128;

/** Rows of transposed A, [k][m], in groups of four: [group][k][4], the last group filled with zeros. */
function packColumns(a: usize, step: usize, m: i32, kc: i32, out: usize): void {
  let to = out;
  for (let i = 0; i < m; i += 4) {
    let from = a + ((<usize>i) << 2);
    const rows = m - i;
    if (rows >= 4) {
      for (let k = 0; k < kc; k++) {
        v128.store(to, v128.load(from));
        from += step;
        to += 16;
      }
    } else {
      for (let k = 0; k < kc; k++) {
        store<f32>(to, load<f32>(from));
        store<f32>(to, rows > 1 ? load<f32>(from, 4) : 0, 4);
        store<f32>(to, rows > 2 ? load<f32>(from, 8) : 0, 8);
        store<f32>(to, 0, 12);
        from += step;
        to += 16;
      }
    }
  }
}

/** Up to eight columns of B, [k][n], or rows when transposed, [n][k]: [k][8], filled with zeros. */
export function packPanel(b: usize, step: usize, transposed: bool, columns: i32, kc: i32, out: usize): void {
  if (!transposed) {
    let from = b;
    let to = out;
    for (let k = 0; k < kc; k++) {
      if (columns == 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let c = 0; c < 8; c++) {
          const o = (<usize>c) << 2;
          store<f32>(to + o, c < columns ? load<f32>(from + o) : 0);
        }
      }
      from += step;
      to += 32;
    }
    return;
  }
  for (let half = 0; half < 8; half += 4) {
    const have = columns - half;
    const r0 = b + <usize>half * step;
    const to = out + ((<usize>half) << 2);
    if (have >= 4) {
      const r1 = r0 + step;
      const r2 = r1 + step;
      const r3 = r2 + step;
      let k = 0;
      let p = to;
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
        v128.store(p, v128.shuffle<i64>(t0, t1, 0, 2));
        v128.store(p, v128.shuffle<i64>(t0, t1, 1, 3), 32);
        v128.store(p, v128.shuffle<i64>(t2, t3, 0, 2), 64);
        v128.store(p, v128.shuffle<i64>(t2, t3, 1, 3), 96);
        p += 128;
      }
      for (; k < kc; k++) {
        const o = (<usize>k) << 2;
        store<f32>(p, load<f32>(r0 + o));
        store<f32>(p, load<f32>(r1 + o), 4);
        store<f32>(p, load<f32>(r2 + o), 8);
        store<f32>(p, load<f32>(r3 + o), 12);
        p += 32;
      }
      continue;
    }
    let p = to;
    for (let k = 0; k < kc; k++) {
      const o = (<usize>k) << 2;
      for (let c = 0; c < 4; c++) store<f32>(p + ((<usize>c) << 2), c < have ? load<f32>(r0 + <usize>c * step + o) : 0);
      p += 32;
    }
  }
}

/** All columns of B as panels of eight. */
export function packPanels(b: usize, row: usize, transposed: bool, n: i32, kc: i32, out: usize): void {
  const step: usize = transposed ? row : 4;
  let to = out;
  for (let j = 0; j < n; j += 8) {
    packPanel(b + <usize>j * step, row, transposed, min(8, n - j), kc, to);
    to += (<usize>kc) << 5;
  }
}

/** Four rows of A, contiguous each: [k][4]. Gives the address after them. */
export function packFour(r0: usize, r1: usize, r2: usize, r3: usize, length: i32, out: usize): usize {
  let to = out;
  let k = 0;
  for (; k + 4 <= length; k += 4) {
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
    v128.store(to, v128.shuffle<i64>(t0, t1, 1, 3), 16);
    v128.store(to, v128.shuffle<i64>(t2, t3, 0, 2), 32);
    v128.store(to, v128.shuffle<i64>(t2, t3, 1, 3), 48);
    to += 64;
  }
  for (; k < length; k++) {
    const o = (<usize>k) << 2;
    store<f32>(to, load<f32>(r0 + o));
    store<f32>(to, load<f32>(r1 + o), 4);
    store<f32>(to, load<f32>(r2 + o), 8);
    store<f32>(to, load<f32>(r3 + o), 12);
    to += 16;
  }
  return to;
}

/** Rows of A in groups of four: [group][k][4]; the last group is filled up with its first row. */
export function packRows(a: usize, step: usize, m: i32, kc: i32, out: usize): void {
  let to = out;
  for (let i = 0; i < m; i += 4) {
    const rows = m - i;
    const r0 = a + <usize>i * step;
    const r1 = rows > 1 ? r0 + step : r0;
    const r2 = rows > 2 ? r1 + step : r0;
    const r3 = rows > 3 ? r2 + step : r0;
    to = packFour(r0, r1, r2, r3, kc, to);
  }
}

/** Up to BLOCK rows of the result for one part of the depth. Columns of B before `from` are read where they lie. */
function product(
  m: i32, n: i32, kc: i32, ta: bool, a: usize, rowA: usize, b: usize, rowB: usize, from: i32, panels: usize, groups: usize,
  c: usize, mode: i32, bias: usize,
): void {
  const ldc = (<usize>n) << 2;
  // Columns of A that are walked in strides.
  const whole = ta && (n <= NARROW || (m <= SHORT && n <= 2 * NARROW)) ? m & ~3 : 0;
  if (!ta) packRows(a, rowA, m, kc, groups);
  else if (whole < m) packColumns(a + ((<usize>whole) << 2), rowA, m - whole, kc, groups);
  for (let j = 0; j < n; j += 8) {
    const liesB = j < from;
    const y = liesB ? b + ((<usize>j) << 2) : panels + ((<usize>((j - from) * kc)) << 2);
    const stepY: usize = liesB ? rowB : 32;
    const ends = bias + ((<usize>j) << 2);
    for (let i = 0; i < m; i += 4) {
      const lies = i < whole;
      const x = lies ? a + ((<usize>i) << 2) : groups + ((<usize>((i - whole) * kc)) << 2);
      const to = c + <usize>i * ldc + ((<usize>j) << 2);
      const rows = min(4, m - i);
      const columns = min(8, n - j);
      if (!lies && !liesB) tilePacked(x, kc, y, to, ldc, rows, columns, mode, ends);
      else tileColumns(x, ZERO, 1, kc, lies ? rowA : 16, y, stepY, to, ldc, rows, columns, mode, ends);
    }
  }
}

/** m sums of k products: rows of A by one column. */
function rowsByColumn(m: i32, k: i32, a: usize, b: usize, c: usize): void {
  for (let i = 0; i < m; i++) {
    let sum = f32x4.splat(0);
    let j = 0;
    for (; j + 4 <= k; j += 4) {
      const o = (<usize>j) << 2;
      sum = madd(v128.load(a + o), v128.load(b + o), sum);
    }
    const pairs = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
    let total = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
    for (; j < k; j++) {
      const o = (<usize>j) << 2;
      total += load<f32>(a + o) * load<f32>(b + o);
    }
    store<f32>(c + ((<usize>i) << 2), total);
    a += (<usize>k) << 2;
  }
}

/** Columns of A, [k][m] in rows of `row` bytes, by one column, sixteen at a time. */
function columnsByColumn(m: i32, k: i32, a: usize, row: usize, b: usize, c: usize): void {
  let i = 0;
  for (; i + 16 <= m; i += 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let x = a + ((<usize>i) << 2);
    for (let j = 0; j < k; j++) {
      const v = v128.load_splat<f32>(b + ((<usize>j) << 2));
      s0 = madd(v128.load(x), v, s0);
      s1 = madd(v128.load(x, 16), v, s1);
      s2 = madd(v128.load(x, 32), v, s2);
      s3 = madd(v128.load(x, 48), v, s3);
      x += row;
    }
    const to = c + ((<usize>i) << 2);
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  for (; i < m; i++) {
    let sum: f32 = 0;
    let x = a + ((<usize>i) << 2);
    for (let j = 0; j < k; j++) {
      sum += load<f32>(x) * load<f32>(b + ((<usize>j) << 2));
      x += row;
    }
    store<f32>(c + ((<usize>i) << 2), sum);
  }
}

/**
 * C = op(A) op(B) for each matrix of the batch, all row-major; A is m by k after op, B k by n. `scratch` has room for
 * all panels of B of a part of the depth, and for the rows of A that are packed at a time. `mode` says whether the n
 * numbers of `bias` are added to each row, and what is below zero is cut off then.
 */
export function matmul(
  batch: i32, m: i32, k: i32, n: i32, ta: bool, tb: bool, a: usize, b: usize, c: usize, scratch: usize, bias: usize, mode: i32,
): void {
  products(batch, m, m, k, n, ta, tb, a, b, c, scratch, bias, mode);
}

/** `m` rows of a product whose A has `all` rows; `a` and `c` are where these rows begin. */
export function matmul_rows(
  all: i32, m: i32, k: i32, n: i32, ta: bool, tb: bool, a: usize, b: usize, c: usize, scratch: usize, bias: usize, mode: i32,
): void {
  products(1, all, m, k, n, ta, tb, a, b, c, scratch, bias, mode);
}

/** Columns of B from `first` to `end` as `matmul_packed` wants them: panels of each part of the depth behind each other. */
export function pack_columns(b: usize, row: usize, tb: bool, k: i32, n: i32, first: i32, end: i32, out: usize): void {
  const width = (n + 7) & ~7;
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const kc = min(DEPTH, k - k0);
    const from = tb ? b + ((<usize>k0) << 2) + <usize>first * row : b + <usize>k0 * row + ((<usize>first) << 2);
    packPanels(from, row, tb, end - first, kc, out + ((<usize>(k0 * width + first * kc)) << 2));
  }
}

/** `m` rows of op(A) B, as `matmul_rows` gives them, for a B that was packed; `scratch` has room for rows of A. */
export function matmul_packed(
  all: i32, m: i32, k: i32, n: i32, ta: bool, a: usize, panels: usize, c: usize, scratch: usize, bias: usize, mode: i32,
): void {
  const rowA = (<usize>(ta ? all : k)) << 2;
  const width = (n + 7) & ~7;
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const kc = min(DEPTH, k - k0);
    const how = (k0 == 0 ? 0 : MORE) | (k0 + kc == k ? mode : 0);
    const part = panels + ((<usize>(k0 * width)) << 2);
    const own = ta ? a + <usize>k0 * rowA : a + ((<usize>k0) << 2);
    for (let i = 0; i < m; i += BLOCK) {
      const rows = own + (ta ? (<usize>i) << 2 : <usize>i * rowA);
      product(min(BLOCK, m - i), n, kc, ta, rows, rowA, part, 0, 0, part, scratch, c + ((<usize>(i * n)) << 2), how, bias);
    }
  }
}

function products(
  batch: i32, all: i32, m: i32, k: i32, n: i32, ta: bool, tb: bool, a: usize, b: usize, c: usize, scratch: usize,
  bias: usize, mode: i32,
): void {
  const rowA = (<usize>(ta ? all : k)) << 2;
  const rowB = (<usize>(tb ? k : n)) << 2;
  // Panels of B that are read where they lie.
  const from = !tb && (m <= FEW || (ta && m <= SHORT && m * n <= SMALL)) ? n & ~7 : 0;
  for (let s = 0; s < batch; s++) {
    // One column has the same layout either way.
    if (n == 1 && ta) columnsByColumn(m, k, a, rowA, b, c);
    else if (n == 1) rowsByColumn(m, k, a, b, c);
    else for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const kc = min(DEPTH, k - k0);
      const how = (k0 == 0 ? 0 : MORE) | (k0 + kc == k ? mode : 0);
      const part = tb ? b + ((<usize>k0) << 2) : b + <usize>k0 * rowB;
      packPanels(tb ? part : part + ((<usize>from) << 2), rowB, tb, n - from, kc, scratch);
      const groups = scratch + ((<usize>(((n - from + 7) & ~7) * kc)) << 2);
      const own = ta ? a + <usize>k0 * rowA : a + ((<usize>k0) << 2);
      for (let i = 0; i < m; i += BLOCK) {
        const rows = own + (ta ? (<usize>i) << 2 : <usize>i * rowA);
        const to = c + ((<usize>(i * n)) << 2);
        product(min(BLOCK, m - i), n, kc, ta, rows, rowA, part, rowB, from, scratch, groups, to, how, bias);
      }
    }
    if (n == 1 && mode & BIAS) endColumn(m, c, bias, mode);
    a += (<usize>(m * k)) << 2;
    b += (<usize>(k * n)) << 2;
    c += (<usize>(m * n)) << 2;
  }
}
