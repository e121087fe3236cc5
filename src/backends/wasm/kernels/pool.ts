/** Largest elements and sums of sliding windows, and their derivatives, four channels at a time. */
import { fillRun, lay, unlay } from './image';

/** y [batch, o, c] of x [batch, i, c]: the largest, or the sum, of each window; padded places have no say. */
export function pool(
  batch: i32, c: i32, largest: bool, i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, x: usize, y: usize, image: usize,
): void {
  const run = (<usize>c) << 2;
  const whole = c & ~3;
  const none: f32 = largest ? -f32.POSITIVE_INFINITY : 0;
  const plain = l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const q1 = plain ? i1 : p1;
  const q2 = plain ? i2 : p2;
  const start = f32x4.splat(none);
  let out = y;
  for (let n = 0; n < batch; n++) {
    const own = x + <usize>(n * i0 * i1 * i2) * run;
    if (!plain) lay(own, image, none, i0, i1, i2, c, c, 1, 1, 1, 1, l0, l1, l2, p0, p1, p2);
    const base = plain ? own : image;
    for (let a = 0; a < o0; a++) {
      for (let b = 0; b < o1; b++) {
        for (let q = 0; q < o2; q++) {
          const at = base + <usize>((a * s0 * q1 + b * s1) * q2 + q * s2) * run;
          let ch = 0;
          for (; ch + 8 <= whole; ch += 8) {
            const o = (<usize>ch) << 2;
            let m0 = start;
            let m1 = start;
            for (let u = 0; u < w0; u++) {
              for (let v = 0; v < w1; v++) {
                let p = at + <usize>((u * q1 + v) * q2) * run + o;
                for (let t = 0; t < w2; t++) {
                  m0 = largest ? f32x4.max(m0, v128.load(p)) : f32x4.add(m0, v128.load(p));
                  m1 = largest ? f32x4.max(m1, v128.load(p, 16)) : f32x4.add(m1, v128.load(p, 16));
                  p += run;
                }
              }
            }
            v128.store(out + o, m0);
            v128.store(out + o, m1, 16);
          }
          for (; ch < whole; ch += 4) {
            const o = (<usize>ch) << 2;
            let m = start;
            for (let u = 0; u < w0; u++) {
              for (let v = 0; v < w1; v++) {
                let p = at + <usize>((u * q1 + v) * q2) * run + o;
                for (let t = 0; t < w2; t++) {
                  m = largest ? f32x4.max(m, v128.load(p)) : f32x4.add(m, v128.load(p));
                  p += run;
                }
              }
            }
            v128.store(out + o, m);
          }
          for (; ch < c; ch++) {
            const o = (<usize>ch) << 2;
            let m = none;
            for (let u = 0; u < w0; u++) {
              for (let v = 0; v < w1; v++) {
                let p = at + <usize>((u * q1 + v) * q2) * run + o;
                for (let t = 0; t < w2; t++) {
                  m = largest ? max<f32>(m, load<f32>(p)) : m + load<f32>(p);
                  p += run;
                }
              }
            }
            store<f32>(out + o, m);
          }
          out += run;
        }
      }
    }
  }
}

/**
 * dx [batch, i, c] of dy [batch, o, c]. With `largest` each cotangent goes to the first place of its window where x is
 * what y is; else to every place of it, and x and y are not read.
 */
export function pool_grad(
  batch: i32, c: i32, largest: bool, i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32,
  x: usize, y: usize, dy: usize, dx: usize, image: usize, sums: usize,
): void {
  const run = (<usize>c) << 2;
  const whole = c & ~3;
  const plain = l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const q0 = plain ? i0 : p0;
  const q1 = plain ? i1 : p1;
  const q2 = plain ? i2 : p2;
  const places = <usize>(plain ? i0 * i1 * i2 : p0 * p1 * p2) * run;
  // Windows side by side: each place is written once, and only what no window covers is filled.
  const apart = s0 >= w0 && s1 >= w1 && s2 >= w2;
  const covered = s0 == w0 && s1 == w1 && s2 == w2 && o0 * w0 == q0 && o1 * w1 == q1 && o2 * w2 == q2;
  let best = y;
  let from = dy;
  for (let n = 0; n < batch; n++) {
    const own = x + <usize>(n * i0 * i1 * i2) * run;
    const to = dx + <usize>(n * i0 * i1 * i2) * run;
    // No padded place equals anything.
    if (!plain && largest) lay(own, image, f32.NaN, i0, i1, i2, c, c, 1, 1, 1, 1, l0, l1, l2, p0, p1, p2);
    const values = plain ? own : image;
    const grads = plain ? to : sums;
    if (!apart || !covered) fillRun(grads, 0, places);
    for (let a = 0; a < o0; a++) {
      for (let b = 0; b < o1; b++) {
        for (let q = 0; q < o2; q++) {
          const at = <usize>((a * s0 * q1 + b * s1) * q2 + q * s2) * run;
          for (let ch = 0; ch < whole; ch += 4) {
            const o = (<usize>ch) << 2;
            const g = v128.load(from + o);
            const m = largest ? v128.load(best + o) : g;
            let left = i32x4.splat(-1);
            if (apart) {
              for (let u = 0; u < w0; u++) {
                for (let v = 0; v < w1; v++) {
                  let p = at + <usize>((u * q1 + v) * q2) * run + o;
                  for (let t = 0; t < w2; t++) {
                    const here = largest ? v128.and(f32x4.eq(v128.load(values + p), m), left) : left;
                    v128.store(grads + p, v128.and(g, here));
                    if (largest) left = v128.andnot(left, here);
                    p += run;
                  }
                }
              }
              continue;
            }
            for (let u = 0; u < w0; u++) {
              for (let v = 0; v < w1; v++) {
                let p = at + <usize>((u * q1 + v) * q2) * run + o;
                for (let t = 0; t < w2; t++) {
                  if (largest) {
                    const here = v128.and(f32x4.eq(v128.load(values + p), m), left);
                    v128.store(grads + p, f32x4.add(v128.load(grads + p), v128.and(g, here)));
                    left = v128.andnot(left, here);
                  } else v128.store(grads + p, f32x4.add(v128.load(grads + p), g));
                  p += run;
                }
              }
            }
          }
          for (let ch = whole; ch < c; ch++) {
            const o = (<usize>ch) << 2;
            const g = load<f32>(from + o);
            const m: f32 = largest ? load<f32>(best + o) : 0;
            let left = true;
            for (let u = 0; u < w0; u++) {
              for (let v = 0; v < w1; v++) {
                let p = at + <usize>((u * q1 + v) * q2) * run + o;
                for (let t = 0; t < w2; t++) {
                  const here = !largest || (left && load<f32>(values + p) == m);
                  if (here) left = false;
                  if (apart) store<f32>(grads + p, here ? g : 0);
                  else if (here) store<f32>(grads + p, load<f32>(grads + p) + g);
                  p += run;
                }
              }
            }
          }
          best += run;
          from += run;
        }
      }
    }
    if (!plain) unlay(to, sums, i0, i1, i2, c, c, l0, l1, l2, p0, p1, p2);
  }
}
