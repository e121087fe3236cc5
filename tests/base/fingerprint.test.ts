/** Hashes of words are TensorFlow's (2.21.0), for every length the algorithms tell apart. */
import { describe, expect, it } from 'vitest';
import { fingerprint64, joinFingerprints, sipHash64 } from '../../src/base/fingerprint';

const BINS = 1000003n;
const WORDS = [
  '',
  'a',
  'abc',
  'hello',
  'hello wo',
  '0123456789abcdef',
  'x'.repeat(17),
  'y z'.repeat(10),
  `${'q'.repeat(33)}abc`,
  'w'.repeat(64),
  'abcdefg'.repeat(10),
  'lorem ipsum '.repeat(20),
  'ümläut',
  '-17',
  '128'.repeat(43),
];

describe('fingerprints', () => {
  it('are those of to_hash_bucket_fast', () => {
    expect(WORDS.map((w) => Number(fingerprint64(w) % BINS))).toEqual([
      377723, 291400, 152962, 497363, 351327, 128007, 200771, 317993, 795500, 722561, 5244, 495527, 956626, 605632,
      900523,
    ]);
  });

  it('with a key are those of to_hash_bucket_strong', () => {
    expect(WORDS.map((w) => Number(sipHash64(w, [3n, -7n]) % BINS))).toEqual([
      95972, 53622, 864377, 397932, 533408, 414306, 678441, 766464, 928347, 679425, 344034, 479778, 794635, 986150,
      678944,
    ]);
  });

  it('join as in sparse.cross_hashed', () => {
    const start = 0xdecafcaffen;
    const cross = (a: bigint, b: bigint): number => Number(joinFingerprints(joinFingerprints(start, a), b) % BINS);
    expect(cross(1n, 2n)).toBe(967215);
    expect(cross(5n, BigInt.asUintN(64, -3n))).toBe(477129);
    expect(cross(fingerprint64('a'), fingerprint64('bc'))).toBe(440285);
  });
});
