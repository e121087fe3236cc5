/**
 * im2col and its adjoint over up to three spatial axes (fewer are given as leading axes of length 1). Channels are
 * contiguous, so places are copied or added in runs.
 */

// The geometry of the call going on: input, output, window, strides, dilation, low padding, three numbers each.
let g: usize = 0;

// @ts-ignore: decorator
@inline
function at(row: i32, axis: i32): i32 {
  return load<i32>(g + ((<usize>(row * 3 + axis)) << 2));
}

// @ts-ignore: decorator
@inline
function addRun(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const o = (<usize>i) << 2;
    v128.store(to + o, f32x4.add(v128.load(to + o), v128.load(from + o)));
  }
  for (; i < n; i++) {
    const o = (<usize>i) << 2;
    store<f32>(to + o, load<f32>(to + o) + load<f32>(from + o));
  }
}

/**
 * With `gather` the rows of the matrix are filled from the image, places outside with zeros; without, the matrix is added
 * back into an image of zeros.
 */
function walk(batch: i32, channels: i32, image: usize, matrix: usize, gather: bool): void {
  const i0 = at(0, 0), i1 = at(0, 1), i2 = at(0, 2);
  const o0 = at(1, 0), o1 = at(1, 1), o2 = at(1, 2);
  const w0 = at(2, 0), w1 = at(2, 1), w2 = at(2, 2);
  const s0 = at(3, 0), s1 = at(3, 1), s2 = at(3, 2);
  const d0 = at(4, 0), d1 = at(4, 1), d2 = at(4, 2);
  const l0 = at(5, 0), l1 = at(5, 1), l2 = at(5, 2);
  const run = (<usize>channels) << 2;
  // With no dilation along the last axis a whole row of the window is one run.
  const whole = d2 == 1;
  const line = run * <usize>w2;
  let m = matrix;
  for (let n = 0; n < batch; n++) {
    const base = image + <usize>n * <usize>(i0 * i1 * i2) * run;
    for (let a = 0; a < o0; a++) {
      for (let b = 0; b < o1; b++) {
        for (let c = 0; c < o2; c++) {
          const z = c * s2 - l2;
          for (let u = 0; u < w0; u++) {
            const x = a * s0 + u * d0 - l0;
            for (let v = 0; v < w1; v++) {
              const y = b * s1 + v * d1 - l1;
              if (x < 0 || x >= i0 || y < 0 || y >= i1) {
                if (gather) memory.fill(m, 0, line);
                m += line;
                continue;
              }
              const row = base + <usize>((x * i1 + y) * i2) * run;
              if (whole && z >= 0 && z + w2 <= i2) {
                const p = row + <usize>z * run;
                if (gather) memory.copy(m, p, line);
                else addRun(p, m, w2 * channels);
                m += line;
                continue;
              }
              for (let t = 0; t < w2; t++) {
                const q = z + t * d2;
                if (q < 0 || q >= i2) {
                  if (gather) memory.fill(m, 0, run);
                } else if (gather) memory.copy(m, row + <usize>q * run, run);
                else addRun(row + <usize>q * run, m, channels);
                m += run;
              }
            }
          }
        }
      }
    }
  }
}

export function patches(batch: i32, channels: i32, image: usize, matrix: usize, geometry: usize): void {
  g = geometry;
  walk(batch, channels, image, matrix, true);
}

export function fold(batch: i32, channels: i32, matrix: usize, image: usize, geometry: usize): void {
  g = geometry;
  memory.fill(image, 0, (<usize>(batch * at(0, 0) * at(0, 1) * at(0, 2) * channels)) << 2);
  walk(batch, channels, image, matrix, false);
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
