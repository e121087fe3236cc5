/**
 * Draws that need sorting, rejection or whole numbers, as `jax.random` makes them: integers, permutations, gamma and
 * beta. They are small (a number per image), so they are made on the host. Source: jax/_src/random/core.py.
 */
import { bitsToUnit, type RandomKey, randomBits, randomNormal, splitKey } from './random';

const fround = Math.fround;

/** `jax.random.randint`: n whole numbers in [low, high). */
export function randomIntegers(key: RandomKey, n: number, low: number, high: number): Int32Array {
  const [first, second] = splitKey(key, 2) as [RandomKey, RandomKey];
  const [upper, lower] = [randomBits(first, n), randomBits(second, n)];
  const span = Math.max(high - low, 1);
  const wrap = 2 ** 32;
  const half = 2 ** 16 % span;
  const multiplier = ((half * half) % wrap) % span;
  return Int32Array.from(upper, (u, i) => {
    const offset = (((u % span) * multiplier) % wrap) + ((lower[i] as number) % span);
    return low + ((offset % wrap) % span);
  });
}

/** `jax.random.permutation` of 0..n-1: sorted by random words, as often as makes ties harmless. */
export function shuffledIndices(key: RandomKey, n: number): Int32Array {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1));
  let order: number[] = Array.from({ length: n }, (_, i) => i);
  let current = key;
  for (let r = 0; r < rounds; r++) {
    const [next, sub] = splitKey(current, 2) as [RandomKey, RandomKey];
    const words = randomBits(sub, n);
    const places = order.map((_, i) => i).sort((a, b) => (words[a] as number) - (words[b] as number) || a - b);
    order = places.map((p) => order[p] as number);
    current = next;
  }
  return Int32Array.from(order);
}

const unit = (key: RandomKey): number => bitsToUnit(randomBits(key, 1)[0] as number);

/** One gamma variate by Marsaglia and Tsang, for alpha and scale 1; its logarithm when `logarithm`. */
function gammaOne(start: RandomKey, shape: number, logarithm: boolean): number {
  const boosted = shape < 1;
  const d = fround(fround(boosted ? shape + 1 : shape) - fround(1 / 3));
  const c = fround(fround(1 / 3) / fround(Math.sqrt(d)));
  let [key, sub] = splitKey(start, 2) as [RandomKey, RandomKey];
  let square = 0;
  let volume = 1;
  let u = 2;
  while (
    u >= fround(1 - fround(fround(0.0331) * fround(square * square))) &&
    Math.log(u) >= square * 0.5 + d * (1 - volume + Math.log(volume))
  ) {
    const [next, normalKey, uniformKey] = splitKey(key, 3) as [RandomKey, RandomKey, RandomKey];
    key = next;
    let from = normalKey;
    let x = 0;
    let v = -1;
    while (v <= 0) {
      const [rest, one] = splitKey(from, 2) as [RandomKey, RandomKey];
      from = rest;
      x = randomNormal(one, 1)[0] as number;
      v = fround(1 + fround(x * c));
    }
    square = fround(x * x);
    volume = fround(fround(v * v) * v);
    u = unit(uniformKey);
  }
  const tail = unit(sub);
  if (!logarithm) return fround(fround(d * volume) * (boosted ? fround((1 - tail) ** fround(1 / shape)) : 1));
  const boost = boosted && tail !== 0 ? fround(fround(Math.log1p(-tail)) * fround(1 / shape)) : 0;
  return fround(fround(fround(Math.log(d)) + fround(Math.log(volume))) + boost);
}

const gammas = (key: RandomKey, n: number, alpha: number, logarithm: boolean): Float32Array =>
  Float32Array.from(splitKey(key, n), (k) => gammaOne(k, fround(alpha), logarithm));

/** `jax.random.gamma`: n variates of shape `alpha` and scale 1. */
export const randomGamma = (key: RandomKey, n: number, alpha: number): Float32Array => gammas(key, n, alpha, false);

/** `jax.random.beta` with both parameters `alpha`. */
export function randomBeta(key: RandomKey, n: number, alpha: number): Float32Array {
  const [first, second] = splitKey(key, 2) as [RandomKey, RandomKey];
  const [a, b] = [gammas(first, n, alpha, true), gammas(second, n, alpha, true)];
  return a.map((x, i) => {
    const y = b[i] as number;
    const most = Math.max(x, y);
    const [p, q] = [fround(Math.exp(x - most)), fround(Math.exp(y - most))];
    return p / (p + q);
  });
}
