/**
 * 64-bit hashes of words that are the same everywhere and for ever: FarmHash's Fingerprint64, SipHash-2-4 with a key, and
 * the joining of two fingerprints.
 * Sources: Geoff Pike's farmhash (farmhashna), Aumasson and Bernstein's SipHash, TensorFlow's platform/fingerprint.h.
 */

const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotate = (x: bigint, by: bigint): bigint => u64((x >> by) | (x << (64n - by)));
const mix = (x: bigint): bigint => x ^ (x >> 47n);

function hash16(u: bigint, v: bigint, mul: bigint): bigint {
  const a = mix(u64((u ^ v) * mul));
  return u64(mix(u64((v ^ a) * mul)) * mul);
}

type Reader = (at: number) => bigint;

function short(bytes: Uint8Array, word: Reader, half: Reader): bigint {
  const n = bytes.length;
  const mul = u64(K2 + BigInt(n) * 2n);
  if (n >= 8) {
    const a = u64(word(0) + K2);
    const b = word(n - 8);
    return hash16(u64(rotate(b, 37n) * mul + a), u64((rotate(a, 25n) + b) * mul), mul);
  }
  if (n >= 4) return hash16(u64(BigInt(n) + (half(0) << 3n)), half(n - 4), mul);
  if (n === 0) return K2;
  const [a, b, c] = [bytes[0], bytes[n >> 1], bytes[n - 1]] as [number, number, number];
  return u64(mix(u64(BigInt(a + b * 256) * K2) ^ u64(BigInt(n + c * 4) * K0)) * K2);
}

function middling(n: number, word: Reader): bigint {
  const mul = u64(K2 + BigInt(n) * 2n);
  const first = n <= 32 ? K1 : K2;
  const a = u64(word(0) * first);
  const b = word(8);
  const c = u64(word(n - 8) * mul);
  const d = u64(word(n - 16) * K2);
  const y = u64(rotate(u64(a + b), 43n) + rotate(c, 30n) + d);
  const z = hash16(y, u64(a + rotate(u64(b + K2), 18n) + c), mul);
  if (n <= 32) return z;
  const e = u64(word(16) * mul);
  const f = word(24);
  const g = u64((y + word(n - 32)) * mul);
  const h = u64((z + word(n - 24)) * mul);
  return hash16(u64(rotate(u64(e + f), 43n) + rotate(g, 30n) + h), u64(e + rotate(u64(f + a), 18n) + g), mul);
}

type Pair = readonly [bigint, bigint];

function weak(word: Reader, at: number, a: bigint, b: bigint): Pair {
  const [w, x, y, z] = [word(at), word(at + 8), word(at + 16), word(at + 24)];
  const start = u64(a + w);
  const sum = u64(start + x + y);
  const turned = rotate(u64(b + start + z), 21n) + rotate(sum, 44n);
  return [u64(sum + z), u64(turned + start)];
}

function long(n: number, word: Reader): bigint {
  let x = u64(81n * K2 + word(0));
  let y = u64(81n * K1 + 113n);
  let z = u64(mix(u64(y * K2 + 113n)) * K2);
  let v: Pair = [0n, 0n];
  let w: Pair = [0n, 0n];
  const round = (s: number, mul: bigint, weight: bigint): void => {
    x = u64(rotate(u64(x + y + v[0] + word(s + 8)), 37n) * mul);
    y = u64(rotate(u64(y + v[1] + word(s + 48)), 42n) * mul);
    x ^= u64(w[1] * weight);
    y = u64(y + v[0] * weight + word(s + 40));
    z = u64(rotate(u64(z + w[0]), 33n) * mul);
    v = weak(word, s, u64(v[1] * mul), u64(x + w[0]));
    w = weak(word, s + 32, u64(z + w[1]), u64(y + word(s + 16)));
    [z, x] = [x, z];
  };
  const end = Math.floor((n - 1) / 64) * 64;
  for (let s = 0; s < end; s += 64) round(s, K1, 1n);
  const mul = u64(K1 + ((z & 0xffn) << 1n));
  w = [u64(w[0] + BigInt((n - 1) & 63)), w[1]];
  v = [u64(v[0] + w[0]), v[1]];
  w = [u64(w[0] + v[0]), w[1]];
  round(n - 64, mul, 9n);
  return hash16(u64(hash16(v[0], w[0], mul) + mix(y) * K0 + z), u64(hash16(v[1], w[1], mul) + x), mul);
}

const ENCODER = new TextEncoder();

/** Fingerprint64 of a word's UTF-8 bytes, unsigned. */
export function fingerprint64(text: string): bigint {
  const bytes = ENCODER.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word: Reader = (at) => view.getBigUint64(at, true);
  if (bytes.length <= 16) return short(bytes, word, (at) => BigInt(view.getUint32(at, true)));
  return bytes.length <= 64 ? middling(bytes.length, word) : long(bytes.length, word);
}

/** One fingerprint made of two, the order told apart: TensorFlow's FingerprintCat64. */
export function joinFingerprints(a: bigint, b: bigint): bigint {
  const mul = 0xc6a4a7935bd1e995n;
  const both = u64((a ^ mul ^ u64(mix(u64(b * mul)) * mul)) * mul);
  return mix(u64(mix(both) * mul));
}

/** SipHash-2-4 of a word's UTF-8 bytes under a key of two 64-bit numbers, unsigned. */
export function sipHash64(text: string, [k0, k1]: readonly [bigint, bigint]): bigint {
  const bytes = ENCODER.encode(text);
  const v: [bigint, bigint, bigint, bigint] = [
    u64(k0) ^ 0x736f6d6570736575n,
    u64(k1) ^ 0x646f72616e646f6dn,
    u64(k0) ^ 0x6c7967656e657261n,
    u64(k1) ^ 0x7465646279746573n,
  ];
  const rounds = (count: number): void => {
    for (let i = 0; i < count; i++) {
      v[0] = u64(v[0] + v[1]);
      v[2] = u64(v[2] + v[3]);
      v[1] = rotate(v[1], 51n) ^ v[0];
      v[3] = rotate(v[3], 48n) ^ v[2];
      v[0] = rotate(v[0], 32n);
      v[2] = u64(v[2] + v[1]);
      v[0] = u64(v[0] + v[3]);
      v[1] = rotate(v[1], 47n) ^ v[2];
      v[3] = rotate(v[3], 43n) ^ v[0];
      v[2] = rotate(v[2], 32n);
    }
  };
  const padded = new Uint8Array((Math.floor(bytes.length / 8) + 1) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const m = view.getBigUint64(at, true);
    v[3] ^= m;
    rounds(2);
    v[0] ^= m;
  }
  v[2] ^= 0xffn;
  rounds(4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
