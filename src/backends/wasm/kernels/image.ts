/**
 * One sample laid out for windows to slide over: padded, cut, spread apart, or with channels repeated or picked, so that
 * the kernels that slide need no bounds. Up to three spatial axes; fewer are given as leading axes of length 1.
 */

// @ts-ignore: decorator
@inline
export function copyRun(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

export function fillRun(to: usize, value: f32, bytes: usize): void {
  const four = f32x4.splat(value);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, four);
  for (; i < bytes; i += 4) store<f32>(to + i, value);
}

/** Adds n floats. */
// @ts-ignore: decorator
@inline
export function addRun(to: usize, from: usize, n: i32): void {
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
 * Source x [i0, i1, i2, cs], of which c channels are taken, each r times; element i lies at i * gap + low in the result
 * [p0, p1, p2, c * r] where that is inside, everything else is `fill`.
 */
export function lay(
  x: usize, out: usize, fill: f32, i0: i32, i1: i32, i2: i32, c: i32, cs: i32, r: i32,
  g0: i32, g1: i32, g2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
): void {
  const run = (<usize>(c * r)) << 2;
  const from = (<usize>cs) << 2;
  fillRun(out, fill, <usize>(p0 * p1 * p2) * run);
  for (let a = 0; a < i0; a++) {
    const u = a * g0 + l0;
    if (u < 0 || u >= p0) continue;
    for (let b = 0; b < i1; b++) {
      const v = b * g1 + l1;
      if (v < 0 || v >= p1) continue;
      const row = x + <usize>((a * i1 + b) * i2) * from;
      const line = out + <usize>((u * p1 + v) * p2) * run;
      if (g2 == 1 && r == 1 && c == cs) {
        const first = max(0, -l2);
        const end = min(i2, p2 - l2);
        if (first < end) copyRun(line + <usize>(first + l2) * run, row + <usize>first * from, <usize>(end - first) * run);
        continue;
      }
      for (let e = 0; e < i2; e++) {
        const t = e * g2 + l2;
        if (t < 0 || t >= p2) continue;
        const s = row + <usize>e * from;
        let to = line + <usize>t * run;
        if (r == 1) {
          copyRun(to, s, run);
          continue;
        }
        for (let k = 0; k < c; k++) {
          const value = load<f32>(s + ((<usize>k) << 2));
          for (let j = 0; j < r; j++) {
            store<f32>(to, value);
            to += 4;
          }
        }
      }
    }
  }
}

/** The way back: element i of x [i0, i1, i2, cs] is taken from i + low of the image [p0, p1, p2, c], or 0 outside. */
export function unlay(
  x: usize, image: usize, i0: i32, i1: i32, i2: i32, c: i32, cs: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
): void {
  const run = (<usize>c) << 2;
  const step = (<usize>cs) << 2;
  for (let a = 0; a < i0; a++) {
    const u = a + l0;
    for (let b = 0; b < i1; b++) {
      const v = b + l1;
      const row = x + <usize>((a * i1 + b) * i2) * step;
      const inside = u >= 0 && u < p0 && v >= 0 && v < p1;
      const line = image + <usize>((u * p1 + v) * p2) * run;
      for (let e = 0; e < i2; e++) {
        const t = e + l2;
        const to = row + <usize>e * step;
        if (inside && t >= 0 && t < p2) copyRun(to, line + <usize>t * run, run);
        else fillRun(to, 0, run);
      }
    }
  }
}
