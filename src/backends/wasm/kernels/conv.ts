/**
 * Convolution as matrix products whose rows are windows of padded images, packed a few at a time. Samples are taken a few
 * at a time, so that images, windows and cotangents stay in the caches. Groups are done one after the other.
 */
import { addRun, fillRun, lay, unlay } from './image';
import { packFour, packPanel, packPanels, packRows } from './matmul';
import { MORE, tileApart, tileColumns, tilePacked } from './tile';

/** Byte offsets of segments of a window that are contiguous: whole lines of it without dilation, else single places. */
function listSegments(out: usize, w0: i32, w1: i32, w2: i32, d0: i32, d1: i32, d2: i32, q1: i32, q2: i32, run: usize): void {
  const places = d2 == 1 ? 1 : w2;
  let to = out;
  for (let u = 0; u < w0; u++) {
    for (let v = 0; v < w1; v++) {
      const line = <usize>((u * d0 * q1 + v * d1) * q2) * run;
      for (let t = 0; t < places; t++) {
        store<u32>(to, line + <usize>(t * d2) * run);
        to += 4;
      }
    }
  }
}

/** Byte offsets of where windows begin: of every window, or with `lines` of the first of each line. */
function listPlaces(
  out: usize, samples: i32, o0: i32, o1: i32, o2: i32, s0: i32, s1: i32, s2: i32, q0: i32, q1: i32, q2: i32, run: usize, lines: bool,
): void {
  const span = lines ? 1 : o2;
  let to = out;
  for (let n = 0; n < samples; n++) {
    for (let a = 0; a < o0; a++) {
      for (let b = 0; b < o1; b++) {
        const line = <usize>(((n * q0 + a * s0) * q1 + b * s1) * q2) * run;
        for (let q = 0; q < span; q++) {
          store<u32>(to, line + <usize>(q * s2) * run);
          to += 4;
        }
      }
    }
  }
}

/**
 * y [batch, o, groups * f] = windows of x [batch, i, groups * c] by a kernel [w, c, groups * f]. Elements of x lie from
 * `l` on in images of `p` places, `samples` of them at a time; `block` windows, a multiple of four, are packed at a time. With `back` x is a cotangent and y the image it is of, in
 * single strides: the kernel is [w, f, groups * c], and its taps are taken from the last. `bias` and `mode` are as for matrix products.
 */
export function conv(
  batch: i32, samples: i32, block: i32, groups: i32, c: i32, f: i32, back: bool,
  i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32,
  x: usize, k: usize, y: usize, tables: usize, panels: usize, images: usize, packed: usize, bias: usize, mode: i32,
): void {
  const run = (<usize>c) << 2;
  const taps = w0 * w1 * w2;
  const depth = taps * c;
  const length = d2 == 1 ? w2 * c : c;
  const segments = depth / length;
  const places = o0 * o1 * o2;
  const plain = groups == 1 && l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const q0 = plain ? i0 : p0;
  const q1 = plain ? i1 : p1;
  const q2 = plain ? i2 : p2;
  const sample = <usize>(i0 * i1 * i2 * groups) * run;
  const image = <usize>(q0 * q1 * q2) * run;
  const ldc = (<usize>(groups * f)) << 2;
  const offsets = tables + ((<usize>segments) << 2);
  listSegments(tables, w0, w1, w2, d0, d1, d2, q1, q2, run);
  listPlaces(offsets, samples, o0, o1, o2, s0, s1, s2, q0, q1, q2, run, false);
  const step = (<usize>depth) << 5;
  for (let g = 0; g < groups; g++) {
    // The kernel's matrix in panels of eight columns. Backwards its rows are outputs of the forward form.
    for (let j = 0; j < f; j += 8) {
      const columns = min(8, f - j);
      for (let t = 0; t < taps; t++) {
        const to = panels + <usize>(j >> 3) * step + <usize>t * (run << 3);
        // Forward: [taps, c, groups * f]; backward [taps, f, groups * c], read across.
        if (back) {
          const row = (<usize>(groups * c)) << 2;
          packPanel(k + <usize>((taps - 1 - t) * f + j) * row + <usize>g * run, row, true, columns, c, to);
        } else packPanel(k + <usize>(t * c) * ldc + ((<usize>(g * f + j)) << 2), ldc, false, columns, c, to);
      }
    }
    for (let n = 0; n < batch; n += samples) {
      const some = min(samples, batch - n);
      const own = x + <usize>n * sample;
      if (!plain) {
        for (let m = 0; m < some; m++) {
          const from = own + <usize>m * sample + <usize>g * run;
          lay(from, images + <usize>m * image, 0, i0, i1, i2, c, groups * c, 1, 1, 1, 1, l0, l1, l2, p0, p1, p2);
        }
      }
      const base = plain ? own : images;
      const rows = some * places;
      const to = y + <usize>(n * places) * ldc + ((<usize>(g * f)) << 2);
      for (let r0 = 0; r0 < rows; r0 += block) {
        const end = min(rows, r0 + block);
        let put = packed;
        for (let r = r0; r < end; r += 4) {
          const have = end - r;
          const at = offsets + ((<usize>r) << 2);
          const x0 = base + load<u32>(at);
          const x1 = have > 1 ? base + load<u32>(at, 4) : x0;
          const x2 = have > 2 ? base + load<u32>(at, 8) : x0;
          const x3 = have > 3 ? base + load<u32>(at, 12) : x0;
          for (let s = 0; s < segments; s++) {
            const o = load<u32>(tables + ((<usize>s) << 2));
            put = packFour(x0 + o, x1 + o, x2 + o, x3 + o, length, put);
          }
        }
        for (let j = 0; j < f; j += 8) {
          const columns = min(8, f - j);
          const panel = panels + <usize>(j >> 3) * step;
          const ends = bias + ((<usize>(g * f + j)) << 2);
          for (let r = r0; r < end; r += 4) {
            const x = packed + ((<usize>((r - r0) * depth)) << 2);
            const out = to + <usize>r * ldc + ((<usize>j) << 2);
            tilePacked(x, depth, panel, out, ldc, min(4, end - r), columns, mode, ends);
          }
        }
      }
    }
  }
}

/**
 * dk [w, c, groups * f] of x [batch, i, groups * c] and dy [batch, o, groups * f]: windows transposed times cotangents,
 * summed over lines of the result, `lines` of them at a time.
 */
export function conv_grad_kernel(
  batch: i32, samples: i32, lines: i32, groups: i32, c: i32, f: i32,
  i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32,
  x: usize, dy: usize, dk: usize, tables: usize, panel: usize, images: usize,
): void {
  const run = (<usize>c) << 2;
  const depth = w0 * w1 * w2 * c;
  const length = d2 == 1 ? w2 * c : c;
  const segments = depth / length;
  const places = o0 * o1 * o2;
  const plain = groups == 1 && l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const q0 = plain ? i0 : p0;
  const q1 = plain ? i1 : p1;
  const q2 = plain ? i2 : p2;
  const sample = <usize>(i0 * i1 * i2 * groups) * run;
  const image = <usize>(q0 * q1 * q2) * run;
  const ldc = (<usize>(groups * f)) << 2;
  const offsets = tables + ((<usize>segments) << 2);
  listSegments(tables, w0, w1, w2, d0, d1, d2, q1, q2, run);
  listPlaces(offsets, samples, o0, o1, o2, s0, s1, s2, q0, q1, q2, run, true);
  const next = <usize>s2 * run;
  const whole = f & ~7;
  for (let g = 0; g < groups; g++) {
    const out = dk + ((<usize>(g * f)) << 2);
    let mode: i32 = 0;
    for (let n = 0; n < batch; n += samples) {
      const some = min(samples, batch - n);
      const own = x + <usize>n * sample;
      if (!plain) {
        for (let m = 0; m < some; m++) {
          const from = own + <usize>m * sample + <usize>g * run;
          lay(from, images + <usize>m * image, 0, i0, i1, i2, c, groups * c, 1, 1, 1, 1, l0, l1, l2, p0, p1, p2);
        }
      }
      const base = plain ? own : images;
      const all = some * o0 * o1;
      for (let r = 0; r < all; r += lines) {
        const count = min(lines, all - r);
        const table = offsets + ((<usize>r) << 2);
        const from = dy + <usize>(n * places + r * o2) * ldc + ((<usize>(g * f)) << 2);
        // The last columns, fewer than eight, are packed with zeros.
        if (whole < f) packPanel(from + ((<usize>whole) << 2), ldc, false, f - whole, count * o2, panel);
        for (let i = 0; i < depth; i += 4) {
          const rows = min(4, depth - i);
          const e = i % length;
          const x0 = base + load<u32>(tables + ((<usize>(i / length)) << 2)) + ((<usize>e) << 2);
          const together = e + 4 <= length;
          let x1 = x0;
          let x2 = x0;
          let x3 = x0;
          if (!together) {
            if (rows > 1) x1 = base + place(tables, i + 1, length);
            if (rows > 2) x2 = base + place(tables, i + 2, length);
            if (rows > 3) x3 = base + place(tables, i + 3, length);
          }
          const line = out + <usize>i * ldc;
          for (let j = 0; j < f; j += 8) {
            const lies = j < whole;
            const y = lies ? from + ((<usize>j) << 2) : panel;
            const stepY: usize = lies ? ldc : 32;
            const to = line + ((<usize>j) << 2);
            const columns = min(8, f - j);
            if (together) tileColumns(x0, table, count, o2, next, y, stepY, to, ldc, rows, columns, mode, 0);
            else tileApart(x0, x1, x2, x3, table, count, o2, next, y, stepY, to, ldc, rows, columns, mode, 0);
          }
        }
        mode = MORE;
      }
    }
  }
}

/** Byte offset of an element of a window. */
// @ts-ignore: decorator
@inline
function place(segments: usize, element: i32, length: i32): usize {
  return load<u32>(segments + ((<usize>(element / length)) << 2)) + ((<usize>(element % length)) << 2);
}

/**
 * dx [batch, i, groups * c] of dy [batch, o, groups * f] and k [w, c, groups * f], for any strides: what each place gives
 * to its window is a product, then added where the window lies. `block` places are done at a time.
 */
export function conv_grad_input(
  batch: i32, block: i32, groups: i32, c: i32, f: i32,
  i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32,
  dy: usize, k: usize, dx: usize, tables: usize, panels: usize, images: usize, windows: usize, packed: usize,
): void {
  const run = (<usize>c) << 2;
  const taps = w0 * w1 * w2;
  const depth = taps * c;
  const length = d2 == 1 ? w2 * c : c;
  const segments = depth / length;
  const places = o0 * o1 * o2;
  const row = (<usize>(groups * f)) << 2;
  const ldc = (<usize>depth) << 2;
  const step = (<usize>f) << 5;
  const offsets = tables + ((<usize>segments) << 2);
  listSegments(tables, w0, w1, w2, d0, d1, d2, p1, p2, run);
  listPlaces(offsets, 1, o0, o1, o2, s0, s1, s2, p0, p1, p2, run, false);
  for (let g = 0; g < groups; g++) {
    packPanels(k + ((<usize>(g * f)) << 2), row, true, depth, f, panels);
    for (let n = 0; n < batch; n++) {
      const own = dy + <usize>(n * places) * row + ((<usize>(g * f)) << 2);
      fillRun(images, 0, <usize>(p0 * p1 * p2) * run);
      for (let r0 = 0; r0 < places; r0 += block) {
        const end = min(places, r0 + block);
        packRows(own + <usize>r0 * row, row, end - r0, f, packed);
        for (let j = 0; j < depth; j += 8) {
          const panel = panels + <usize>(j >> 3) * step;
          for (let r = r0; r < end; r += 4) {
            const x = packed + ((<usize>((r - r0) * f)) << 2);
            const out = windows + <usize>(r - r0) * ldc + ((<usize>j) << 2);
            tilePacked(x, f, panel, out, ldc, min(4, end - r), min(8, depth - j), 0, 0);
          }
        }
        let from = windows;
        for (let r = r0; r < end; r++) {
          const at = images + load<u32>(offsets + ((<usize>r) << 2));
          for (let s = 0; s < segments; s++) {
            addRun(at + load<u32>(tables + ((<usize>s) << 2)), from, length);
            from += (<usize>length) << 2;
          }
        }
      }
      const to = dx + <usize>(n * i0 * i1 * i2 * groups) * run + <usize>g * run;
      unlay(to, images, i0, i1, i2, c, groups * c, l0, l1, l2, p0, p1, p2);
    }
  }
}
