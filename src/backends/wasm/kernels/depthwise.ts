/**
 * Convolution of each channel by itself, four channels at a time: forward, and the sums for the kernel. The derivative
 * of the image is the forward form on the cotangents, spread apart by the strides, with the kernel read backwards.
 */
import { fillRun, lay } from './image';
import { madd } from './madd';

/** One sample. Image rows are q1 * q2 places; `back` reads the kernel from its last tap on. */
function slideOver(
  image: usize, k: usize, y: usize, f: i32, q1: i32, q2: i32, o0: i32, o1: i32, o2: i32,
  w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32, back: bool,
): void {
  const run = (<usize>f) << 2;
  const taps = w0 * w1 * w2;
  const k0 = back ? k + <usize>(taps - 1) * run : k;
  const kStep = back ? 0 - run : run;
  const next = <usize>s2 * run;
  const tap = <usize>d2 * run;
  const whole = f & ~3;
  const narrow = w2 == 3 && s2 == 1 && d2 == 1;
  let out = y;
  for (let a = 0; a < o0; a++) {
    for (let b = 0; b < o1; b++) {
      const row = image + <usize>((a * s0 * q1 + b * s1) * q2) * run;
      let q = 0;
      for (; q + 4 <= o2; q += 4) {
        const at = row + <usize>q * next;
        for (let ch = 0; ch < whole; ch += 4) {
          const o = (<usize>ch) << 2;
          let r0 = f32x4.splat(0);
          let r1 = r0;
          let r2 = r0;
          let r3 = r0;
          let kp = k0 + o;
          for (let u = 0; u < w0; u++) {
            for (let v = 0; v < w1; v++) {
              let x = at + <usize>((u * d0 * q1 + v * d1) * q2) * run + o;
              if (narrow) {
                const ka = v128.load(kp);
                const kb = v128.load(kp + kStep);
                const kc = v128.load(kp + kStep + kStep);
                kp += kStep + kStep + kStep;
                const x0 = v128.load(x);
                const x1 = v128.load(x + run);
                x += run << 1;
                const x2 = v128.load(x);
                const x3 = v128.load(x + run);
                r0 = madd(x2, kc, madd(x1, kb, madd(x0, ka, r0)));
                r1 = madd(x3, kc, madd(x2, kb, madd(x1, ka, r1)));
                x += run << 1;
                const x4 = v128.load(x);
                const x5 = v128.load(x + run);
                r2 = madd(x4, kc, madd(x3, kb, madd(x2, ka, r2)));
                r3 = madd(x5, kc, madd(x4, kb, madd(x3, ka, r3)));
                continue;
              }
              for (let t = 0; t < w2; t++) {
                const kv = v128.load(kp);
                kp += kStep;
                let p = x;
                r0 = madd(v128.load(p), kv, r0);
                p += next;
                r1 = madd(v128.load(p), kv, r1);
                p += next;
                r2 = madd(v128.load(p), kv, r2);
                p += next;
                r3 = madd(v128.load(p), kv, r3);
                x += tap;
              }
            }
          }
          let to = out + o;
          v128.store(to, r0);
          to += run;
          v128.store(to, r1);
          to += run;
          v128.store(to, r2);
          to += run;
          v128.store(to, r3);
        }
        for (let j = 0; j < 4; j++) {
          for (let ch = whole; ch < f; ch++) {
            const o = (<usize>ch) << 2;
            store<f32>(out + <usize>j * run + o, one(at + <usize>j * next + o, k0 + o, kStep, run, tap, q1, q2, w0, w1, w2, d0, d1));
          }
        }
        out += run << 2;
      }
      for (; q < o2; q++) {
        const at = row + <usize>q * next;
        for (let ch = 0; ch < whole; ch += 4) {
          const o = (<usize>ch) << 2;
          let r = f32x4.splat(0);
          let kp = k0 + o;
          for (let u = 0; u < w0; u++) {
            for (let v = 0; v < w1; v++) {
              let x = at + <usize>((u * d0 * q1 + v * d1) * q2) * run + o;
              for (let t = 0; t < w2; t++) {
                r = madd(v128.load(x), v128.load(kp), r);
                kp += kStep;
                x += tap;
              }
            }
          }
          v128.store(out + o, r);
        }
        for (let ch = whole; ch < f; ch++) {
          const o = (<usize>ch) << 2;
          store<f32>(out + o, one(at + o, k0 + o, kStep, run, tap, q1, q2, w0, w1, w2, d0, d1));
        }
        out += run;
      }
    }
  }
}

/** One element of the result. */
function one(
  at: usize, k: usize, kStep: usize, run: usize, tap: usize, q1: i32, q2: i32, w0: i32, w1: i32, w2: i32, d0: i32, d1: i32,
): f32 {
  let sum: f32 = 0;
  let kp = k;
  for (let u = 0; u < w0; u++) {
    for (let v = 0; v < w1; v++) {
      let x = at + <usize>((u * d0 * q1 + v * d1) * q2) * run;
      for (let t = 0; t < w2; t++) {
        sum += load<f32>(x) * load<f32>(kp);
        kp += kStep;
        x += tap;
      }
    }
  }
  return sum;
}

/** Sums the f = c * r channels of each place in groups of r. */
function sumGroups(from: usize, to: usize, places: i32, c: i32, r: i32): void {
  let s = from;
  for (let i = 0; i < places * c; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < r; j++) {
      sum += load<f32>(s);
      s += 4;
    }
    store<f32>(to + ((<usize>i) << 2), sum);
  }
}

/**
 * y [batch, o, f] of x [batch, i, c] and k [w, f], f = c * r. Elements of x lie `g` apart, from `l` on, in an image of
 * `p` places. With `back` x is a cotangent of f channels, k is read backwards, and y has its f channels summed to c.
 */
export function depthwise(
  batch: i32, c: i32, r: i32, back: bool, g0: i32, g1: i32, g2: i32, i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32,
  p0: i32, p1: i32, p2: i32, o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32,
  s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32, x: usize, k: usize, y: usize, image: usize, sums: usize,
): void {
  const f = c * r;
  const repeat = back ? 1 : r;
  const from = back ? f : c;
  const plain = repeat == 1 && g0 == 1 && g1 == 1 && g2 == 1 && l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const summed = back && r > 1;
  for (let n = 0; n < batch; n++) {
    const own = x + ((<usize>(n * i0 * i1 * i2 * from)) << 2);
    const places = o0 * o1 * o2;
    const to = y + ((<usize>(n * places * (back ? c : f))) << 2);
    if (!plain) lay(own, image, 0, i0, i1, i2, from, from, repeat, g0, g1, g2, l0, l1, l2, p0, p1, p2);
    const q1 = plain ? i1 : p1;
    const q2 = plain ? i2 : p2;
    slideOver(plain ? own : image, k, summed ? sums : to, f, q1, q2, o0, o1, o2, w0, w1, w2, s0, s1, s2, d0, d1, d2, back);
    if (summed) sumGroups(sums, to, places, c, r);
  }
}

/** dk [w, f] of x [batch, i, c] and dy [batch, o, f], f = c * r. */
export function depthwise_grad_kernel(
  batch: i32, c: i32, r: i32, i0: i32, i1: i32, i2: i32, l0: i32, l1: i32, l2: i32, p0: i32, p1: i32, p2: i32,
  o0: i32, o1: i32, o2: i32, w0: i32, w1: i32, w2: i32, s0: i32, s1: i32, s2: i32, d0: i32, d1: i32, d2: i32,
  x: usize, dy: usize, dk: usize, image: usize,
): void {
  const f = c * r;
  const run = (<usize>f) << 2;
  const whole = f & ~3;
  const next = <usize>s2 * run;
  const tap = <usize>d2 * run;
  const plain = r == 1 && l0 == 0 && l1 == 0 && l2 == 0 && p0 <= i0 && p1 <= i1 && p2 <= i2;
  const q1 = plain ? i1 : p1;
  const q2 = plain ? i2 : p2;
  fillRun(dk, 0, <usize>(w0 * w1 * w2) * run);
  for (let n = 0; n < batch; n++) {
    const own = x + ((<usize>(n * i0 * i1 * i2 * c)) << 2);
    if (!plain) lay(own, image, 0, i0, i1, i2, c, c, r, 1, 1, 1, l0, l1, l2, p0, p1, p2);
    const base = plain ? own : image;
    for (let a = 0; a < o0; a++) {
      for (let b = 0; b < o1; b++) {
        const line = dy + <usize>(((n * o0 + a) * o1 + b) * o2) * run;
        for (let u = 0; u < w0; u++) {
          for (let v = 0; v < w1; v++) {
            const row = base + <usize>(((a * s0 + u * d0) * q1 + b * s1 + v * d1) * q2) * run;
            const sums = dk + <usize>((u * w1 + v) * w2) * run;
            for (let ch = 0; ch < whole; ch += 4) {
              const o = (<usize>ch) << 2;
              let t = 0;
              for (; t + 3 <= w2; t += 3) {
                let r0 = f32x4.splat(0);
                let r1 = r0;
                let r2 = r0;
                let xp = row + <usize>t * tap + o;
                let gp = line + o;
                for (let q = 0; q < o2; q++) {
                  const g = v128.load(gp);
                  r0 = madd(v128.load(xp), g, r0);
                  r1 = madd(v128.load(xp + tap), g, r1);
                  r2 = madd(v128.load(xp + tap + tap), g, r2);
                  gp += run;
                  xp += next;
                }
                let to = sums + <usize>t * run + o;
                v128.store(to, f32x4.add(v128.load(to), r0));
                to += run;
                v128.store(to, f32x4.add(v128.load(to), r1));
                to += run;
                v128.store(to, f32x4.add(v128.load(to), r2));
              }
              for (; t < w2; t++) {
                let r0 = f32x4.splat(0);
                let xp = row + <usize>t * tap + o;
                let gp = line + o;
                for (let q = 0; q < o2; q++) {
                  r0 = madd(v128.load(xp), v128.load(gp), r0);
                  gp += run;
                  xp += next;
                }
                const to = sums + <usize>t * run + o;
                v128.store(to, f32x4.add(v128.load(to), r0));
              }
            }
            for (let ch = whole; ch < f; ch++) {
              const o = (<usize>ch) << 2;
              for (let t = 0; t < w2; t++) {
                let sum: f32 = 0;
                let xp = row + <usize>t * tap + o;
                let gp = line + o;
                for (let q = 0; q < o2; q++) {
                  sum += load<f32>(xp) * load<f32>(gp);
                  gp += run;
                  xp += next;
                }
                const to = sums + <usize>t * run + o;
                store<f32>(to, load<f32>(to) + sum);
              }
            }
          }
        }
      }
    }
  }
}
