/** Values sorted into bins by their hash, as TensorFlow's to_hash_bucket_fast and to_hash_bucket_strong do. */
import { fingerprint64, sipHash64 } from '../../../base/fingerprint';
import type { HostValues } from '../../core/definitions';

/** What is hashed: words as they are, numbers as the digits of their whole part. */
export const wordsOf = (values: HostValues): string[] =>
  Array.from(values.data as ArrayLike<string | number>, (v) => (typeof v === 'string' ? v : String(Math.trunc(v) + 0)));

/** The bin of a word below `bins`; a salt makes the hash a keyed one. */
export function binOf(word: string, bins: number, salt: number | readonly number[] | null): number {
  if (salt === null) return Number(fingerprint64(word) % BigInt(bins));
  const [a, b] = (typeof salt === 'number' ? [salt, salt] : salt) as readonly [number, number];
  return Number(sipHash64(word, [BigInt(a), BigInt(b)]) % BigInt(bins));
}
