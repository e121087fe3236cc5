/**
 * Four rows by eight columns of a matrix product, summed in registers. This size, and loops that are not unrolled, are
 * what engines with sixteen vector registers compile without spilling. The depth comes in segments of equal length whose
 * byte offsets in A are listed in memory, so that windows of an image are rows of A without being copied. B is read from
 * `y` on, eight columns at a time: packed, or `stepY` bytes from one depth to the next.
 */
import { madd } from './madd';

// Room for one tile's row; every thread has its own.
let edge: usize = memory.data(32, 16);

export function use_edge(place: usize): void {
  edge = place;
}

/** One row of a tile into C, added to what is there unless it is the first part of the depth. */
// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, columns: i32, first: bool): void {
  if (columns == 8) {
    if (first) {
      v128.store(c, left);
      v128.store(c, right, 16);
    } else {
      v128.store(c, f32x4.add(v128.load(c), left));
      v128.store(c, f32x4.add(v128.load(c, 16), right), 16);
    }
    return;
  }
  v128.store(edge, left);
  v128.store(edge, right, 16);
  for (let j = 0; j < columns; j++) {
    const o = (<usize>j) << 2;
    const v = load<f32>(edge + o);
    store<f32>(c + o, first ? v : load<f32>(c + o) + v);
  }
}

/** A tile at an edge, or added to what is there. */
function putSome(
  c: usize, ldc: usize, rows: i32, columns: i32, first: bool,
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
): void {
  put(c, c00, c01, columns, first);
  if (rows > 1) put(c + ldc, c10, c11, columns, first);
  if (rows > 2) put(c + ldc + ldc, c20, c21, columns, first);
  if (rows > 3) put(c + ldc + ldc + ldc, c30, c31, columns, first);
}

// @ts-ignore: decorator
@inline
function putAll(
  c: usize, ldc: usize, rows: i32, columns: i32, first: bool,
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
): void {
  if (!first || rows < 4 || columns < 8) {
    putSome(c, ldc, rows, columns, first, c00, c01, c10, c11, c20, c21, c30, c31);
    return;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += ldc;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += ldc;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += ldc;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** Both operands packed: four numbers of A from x on, eight of B from y on. Inline: a call costs as much as ten depths. */
// @ts-ignore: decorator
@inline
export function tilePacked(
  x: usize, length: i32, y: usize, c: usize, ldc: usize, rows: i32, columns: i32, first: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k = length; k > 0; k--) {
    const b0 = v128.load(y);
    const b1 = v128.load(y, 16);
    let a = v128.load_splat<f32>(x);
    c00 = madd(a, b0, c00);
    c01 = madd(a, b1, c01);
    a = v128.load_splat<f32>(x, 4);
    c10 = madd(a, b0, c10);
    c11 = madd(a, b1, c11);
    a = v128.load_splat<f32>(x, 8);
    c20 = madd(a, b0, c20);
    c21 = madd(a, b1, c21);
    a = v128.load_splat<f32>(x, 12);
    c30 = madd(a, b0, c30);
    c31 = madd(a, b1, c31);
    x += 16;
    y += 32;
  }
  putAll(c, ldc, rows, columns, first, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** Rows of A are neighbours: four numbers from x on, `stepX` bytes from one depth to the next. */
export function tileColumns(
  x: usize, segments: usize, count: i32, length: i32, stepX: usize, y: usize, stepY: usize,
  c: usize, ldc: usize, rows: i32, columns: i32, first: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let s = 0; s < count; s++) {
    let p = x + load<u32>(segments + ((<usize>s) << 2));
    for (let k = length; k > 0; k--) {
      const b0 = v128.load(y);
      const b1 = v128.load(y, 16);
      let a = v128.load_splat<f32>(p);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(p, 4);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(p, 8);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(p, 12);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      p += stepX;
      y += stepY;
    }
  }
  putAll(c, ldc, rows, columns, first, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** Rows of A lie at x0 to x3, `stepX` bytes from one depth to the next. */
export function tileApart(
  x0: usize, x1: usize, x2: usize, x3: usize, segments: usize, count: i32, length: i32, stepX: usize, y: usize, stepY: usize,
  c: usize, ldc: usize, rows: i32, columns: i32, first: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let s = 0; s < count; s++) {
    let o: usize = load<u32>(segments + ((<usize>s) << 2));
    for (let k = length; k > 0; k--) {
      const b0 = v128.load(y);
      const b1 = v128.load(y, 16);
      let a = v128.load_splat<f32>(x0 + o);
      c00 = madd(a, b0, c00);
      c01 = madd(a, b1, c01);
      a = v128.load_splat<f32>(x1 + o);
      c10 = madd(a, b0, c10);
      c11 = madd(a, b1, c11);
      a = v128.load_splat<f32>(x2 + o);
      c20 = madd(a, b0, c20);
      c21 = madd(a, b1, c21);
      a = v128.load_splat<f32>(x3 + o);
      c30 = madd(a, b0, c30);
      c31 = madd(a, b1, c31);
      o += stepX;
      y += stepY;
    }
  }
  putAll(c, ldc, rows, columns, first, c00, c01, c10, c11, c20, c21, c30, c31);
}
