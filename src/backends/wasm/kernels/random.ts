/** Threefry-2x32 as base/random draws it, four counters at a time. */

// @ts-ignore: decorator
@inline
function rotate(x: v128, r: i32): v128 {
  return v128.or(i32x4.shl(x, r), i32x4.shr_u(x, 32 - r));
}

function words(k0: u32, k1: u32, counter: v128): v128 {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x0 = i32x4.splat(k0);
  let x1 = i32x4.add(counter, i32x4.splat(k1));
  for (let g: u32 = 0; g < 5; g++) {
    if ((g & 1) == 0) {
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 13), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 15), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 26), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 6), x0);
    } else {
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 17), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 29), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 16), x0);
      x0 = i32x4.add(x0, x1); x1 = v128.xor(rotate(x1, 24), x0);
    }
    const a = g % 3 == 0 ? k1 : g % 3 == 1 ? k2 : k0;
    const b = g % 3 == 0 ? k2 : g % 3 == 1 ? k0 : k1;
    x0 = i32x4.add(x0, i32x4.splat(a));
    x1 = i32x4.add(x1, i32x4.splat(b + g + 1));
  }
  return v128.xor(x0, x1);
}

/** `n` float32 in [0, 1): the top 23 bits of each word as a mantissa. */
export function random_uniform(k0: u32, k1: u32, n: i32, out: usize): void {
  const scale = f32x4.splat(1.1920928955078125e-7);
  let counter = i32x4(0, 1, 2, 3);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const bits = i32x4.shr_u(words(k0, k1, counter), 9);
    v128.store(out + ((<usize>i) << 2), f32x4.mul(f32x4.convert_i32x4_u(bits), scale));
    counter = i32x4.add(counter, i32x4.splat(4));
  }
  if (i < n) {
    const rest = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(words(k0, k1, counter), 9)), scale);
    const at = out + ((<usize>i) << 2);
    store<f32>(at, f32x4.extract_lane(rest, 0));
    if (i + 1 < n) store<f32>(at + 4, f32x4.extract_lane(rest, 1));
    if (i + 2 < n) store<f32>(at + 8, f32x4.extract_lane(rest, 2));
  }
}
