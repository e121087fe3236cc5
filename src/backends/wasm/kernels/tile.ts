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

/** How a tile is stored: added to what is there, with a bias added, and then cut off below zero. */
export const MORE: i32 = 1;
export const BIAS: i32 = 2;
const RELU: i32 = 4;

/** Zero for what is not above it; what is no number stays none. */
// @ts-ignore: decorator
@inline
function above(z: v128): v128 {
  return v128.andnot(z, f32x4.le(z, f32x4.splat(0)));
}

/** Adds one number to `m` others, as the ends of sums by one column. */
export function endColumn(m: i32, c: usize, bias: usize, mode: i32): void {
  const b = load<f32>(bias);
  for (let i = 0; i < m; i++) {
    const to = c + ((<usize>i) << 2);
    const z = load<f32>(to) + b;
    store<f32>(to, mode & RELU ? (z <= 0 ? 0 : z) : z);
  }
}

/** One row of a tile into C. */
// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, columns: i32, mode: i32, bias: usize): void {
  if (columns == 8) {
    if (mode & MORE) {
      left = f32x4.add(v128.load(c), left);
      right = f32x4.add(v128.load(c, 16), right);
    }
    if (mode & BIAS) {
      left = f32x4.add(left, v128.load(bias));
      right = f32x4.add(right, v128.load(bias, 16));
    }
    if (mode & RELU) {
      left = above(left);
      right = above(right);
    }
    v128.store(c, left);
    v128.store(c, right, 16);
    return;
  }
  v128.store(edge, left);
  v128.store(edge, right, 16);
  for (let j = 0; j < columns; j++) {
    const o = (<usize>j) << 2;
    let v = load<f32>(edge + o);
    if (mode & MORE) v = load<f32>(c + o) + v;
    if (mode & BIAS) v += load<f32>(bias + o);
    if (mode & RELU) v = v <= 0 ? 0 : v;
    store<f32>(c + o, v);
  }
}

/** A tile at an edge, or added to what is there. */
function putSome(
  c: usize, ldc: usize, rows: i32, columns: i32, mode: i32, bias: usize,
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
): void {
  put(c, c00, c01, columns, mode, bias);
  if (rows > 1) put(c + ldc, c10, c11, columns, mode, bias);
  if (rows > 2) put(c + ldc + ldc, c20, c21, columns, mode, bias);
  if (rows > 3) put(c + ldc + ldc + ldc, c30, c31, columns, mode, bias);
}

// @ts-ignore: decorator
@inline
function putAll(
  c: usize, ldc: usize, rows: i32, columns: i32, mode: i32, bias: usize,
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
): void {
  if (mode & MORE || rows < 4 || columns < 8) {
    putSome(c, ldc, rows, columns, mode, bias, c00, c01, c10, c11, c20, c21, c30, c31);
    return;
  }
  if (mode) {
    const b0 = v128.load(bias);
    const b1 = v128.load(bias, 16);
    c00 = f32x4.add(c00, b0);
    c01 = f32x4.add(c01, b1);
    c10 = f32x4.add(c10, b0);
    c11 = f32x4.add(c11, b1);
    c20 = f32x4.add(c20, b0);
    c21 = f32x4.add(c21, b1);
    c30 = f32x4.add(c30, b0);
    c31 = f32x4.add(c31, b1);
    if (mode & RELU) {
      c00 = above(c00);
      c01 = above(c01);
      c10 = above(c10);
      c11 = above(c11);
      c20 = above(c20);
      c21 = above(c21);
      c30 = above(c30);
      c31 = above(c31);
    }
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
  x: usize, length: i32, y: usize, c: usize, ldc: usize, rows: i32, columns: i32, mode: i32, bias: usize,
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
  putAll(c, ldc, rows, columns, mode, bias, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** Rows of A are neighbours: four numbers from x on, `stepX` bytes from one depth to the next. */
export function tileColumns(
  x: usize, segments: usize, count: i32, length: i32, stepX: usize, y: usize, stepY: usize,
  c: usize, ldc: usize, rows: i32, columns: i32, mode: i32, bias: usize,
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
  putAll(c, ldc, rows, columns, mode, bias, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** Rows of A lie at x0 to x3, `stepX` bytes from one depth to the next. */
export function tileApart(
  x0: usize, x1: usize, x2: usize, x3: usize, segments: usize, count: i32, length: i32, stepX: usize, y: usize, stepY: usize,
  c: usize, ldc: usize, rows: i32, columns: i32, mode: i32, bias: usize,
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
  putAll(c, ldc, rows, columns, mode, bias, c00, c01, c10, c11, c20, c21, c30, c31);
}
