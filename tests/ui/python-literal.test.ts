/** What is written into a field is the value Python would make of it, and every value can be written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json';
import { readLiteral, readNumber, writeLiteral } from '../../src/ui/features/inspector/python-literal';

const trap = fc.constantFrom('None', 'true', '1', '-', '', 'hann', "don't", 'a b', '1/2', '...');
const plain = fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.parse(JSON.stringify(v)) as Json);
const values = fc.oneof(plain, trap, fc.array(fc.oneof(trap, plain), { maxLength: 4 }));

describe('a value in a field', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(readLiteral(writeLiteral(value))).toEqual(value);
      }),
    );
  });

  it.each<[string, Json | undefined]>([
    ['', null],
    ['None', null],
    ['0, 255', [0, 255]],
    ['(0, 255)', [0, 255]],
    ['[0.02, 0.33]', [0.02, 0.33]],
    ['(3)', 3],
    ['(3,)', [3]],
    ['3,', [3]],
    ['-1', -1],
    ['−1', -1],
    ['1e-3', 0.001],
    ['1/255', 1 / 255],
    [
      '[1, 2], [3, 4]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['hann', 'hann'],
    ['the, cat, "a b"', ['the', 'cat', 'a b']],
    ["'it'", 'it'],
    ['..., 0', ['...', 0]],
    ['{"gain": 2, \'offset\': -1}', { gain: 2, offset: -1 }],
    ['True', true],
    ['1 2', undefined],
    ['(1, 2', undefined],
    ['1, 2)', undefined],
    ['{1: 2}', undefined],
    ['"open', undefined],
    [',', undefined],
  ])('%j means %j', (text, value) => {
    expect(readLiteral(text)).toEqual(value);
  });

  it('is no number where it is none', () => {
    for (const text of ['', 'x', '1/0', '1/2/3', 'Infinity', '0x10', '1,5', '--1'])
      expect(readNumber(text)).toBeUndefined();
    expect(readNumber(' 1 / 4 ')).toBe(0.25);
  });
});
