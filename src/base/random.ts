/**
 * Counter-based random numbers, bit for bit as JAX draws them (Threefry-2x32, `jax_threefry_partitionable` layout):
 * element i of a draw depends on (key, i) alone, so any backend can compute any part of it in any order.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011), and jax/_src/prng.py, random.py.
 */

export type RandomKey = readonly [number, number];

/**
 * Both words of a Threefry-2x32 block of 20 rounds, into `out`. Initial weights of a million parameters are drawn before
 * compilers have seen any of this, so it makes no lists, and is written out, so that each turn of bits is one instruction.
 * The key's words are signed.
 */
function block(a: number, b: number, c0: number, c1: number, out: Int32Array): void {
  const c = a ^ b ^ 0x1bd11bda;
  let x0 = (c0 + a) | 0;
  let x1 = (c1 + b) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  x0 = (x0 + b) | 0;
  x1 = (x1 + c + 1) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
  x0 = (x0 + c) | 0;
  x1 = (x1 + a + 2) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  x0 = (x0 + a) | 0;
  x1 = (x1 + b + 3) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
  x0 = (x0 + b) | 0;
  x1 = (x1 + c + 4) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  x0 = (x0 + c) | 0;
  x1 = (x1 + a + 5) | 0;
  out[0] = x0;
  out[1] = x1;
}

/** One Threefry-2x32 block: two counter words in, two random words out (unsigned 32-bit). */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number): [number, number] {
  const words = new Int32Array(2);
  block(k0 | 0, k1 | 0, c0, c1, words);
  return [(words[0] as number) >>> 0, (words[1] as number) >>> 0];
}

/** The key JAX makes of an integer seed: its high and low 32 bits. */
export function keyFromSeed(seed: number): RandomKey {
  return [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0];
}

/** `jax.random.split`: n independent keys. */
export function splitKey(key: RandomKey, n: number): RandomKey[] {
  return Array.from({ length: n }, (_, i) => threefry2x32(key[0], key[1], 0, i));
}

/** `jax.random.fold_in`: a key derived from a key and an integer. */
export function foldIn(key: RandomKey, data: number): RandomKey {
  const [hi, lo] = keyFromSeed(data);
  return threefry2x32(key[0], key[1], hi, lo);
}

/** `n` random 32-bit words. */
export function randomBits(key: RandomKey, n: number): Uint32Array {
  const out = new Uint32Array(n);
  const words = new Int32Array(2);
  const [k0, k1] = [key[0] | 0, key[1] | 0];
  for (let i = 0; i < n; i++) {
    block(k0, k1, 0, i, words);
    out[i] = (words[0] as number) ^ (words[1] as number);
  }
  return out;
}

/** Turns a random word into a float32 in [0, 1): its top 23 bits as mantissa, as JAX does. */
export function bitsToUnit(bits: number): number {
  return (bits >>> 9) * 2 ** -23;
}

/** `n` float32 in [low, high). */
export function randomUniform(key: RandomKey, n: number, low = 0, high = 1): Float32Array {
  const bits = randomBits(key, n);
  const out = new Float32Array(n);
  const span = Math.fround(Math.fround(high) - Math.fround(low));
  const base = Math.fround(low);
  for (let i = 0; i < n; i++) {
    out[i] = Math.max(base, Math.fround(Math.fround(bitsToUnit(bits[i] as number) * span) + base));
  }
  return out;
}

const ERF_INV_CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];
const ERF_INV_TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];

/** Inverse error function in single precision (Giles' polynomials, the ones XLA uses). */
export function erfInv(x: number): number {
  const w = Math.fround(-Math.log1p(-x * x));
  const central = w < 5;
  const t = Math.fround(central ? w - 2.5 : Math.sqrt(w) - 3);
  const coefficients = central ? ERF_INV_CENTRAL : ERF_INV_TAIL;
  let p = coefficients[0] as number;
  for (let i = 1; i < coefficients.length; i++) p = Math.fround((coefficients[i] as number) + Math.fround(p * t));
  return Math.abs(x) === 1 ? x * Number.POSITIVE_INFINITY : Math.fround(p * x);
}

const LOWEST_OPEN = -1 + 2 ** -24;

/** `n` standard normal float32. */
export function randomNormal(key: RandomKey, n: number): Float32Array {
  const u = randomUniform(key, n, LOWEST_OPEN, 1);
  for (let i = 0; i < n; i++) u[i] = Math.fround(Math.SQRT2) * erfInv(u[i] as number);
  return u;
}

const ERF_OF_SQRT2 = 0.9544997361036416;
const NEXT_BELOW_TWO = 1.9999998807907104;

/** `n` standard normal float32 conditioned on lying within two standard deviations. */
export function randomTruncatedNormal(key: RandomKey, n: number): Float32Array {
  const u = randomUniform(key, n, -ERF_OF_SQRT2, ERF_OF_SQRT2);
  for (let i = 0; i < n; i++) {
    const v = Math.fround(Math.SQRT2) * erfInv(u[i] as number);
    u[i] = Math.min(NEXT_BELOW_TWO, Math.max(-NEXT_BELOW_TWO, v));
  }
  return u;
}

/** A permutation of 0..n-1 drawn from `key` (Fisher-Yates over counter-based words; same on every machine). */
export function randomPermutation(key: RandomKey, n: number): Int32Array {
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const [a] = threefry2x32(key[0], key[1], 0, i);
    const j = Math.floor((a / 2 ** 32) * (i + 1));
    const swap = out[i] as number;
    out[i] = out[j] as number;
    out[j] = swap;
  }
  return out;
}
