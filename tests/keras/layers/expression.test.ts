/** The language of Lambda layers: arithmetic means what it means in Python, and what cannot be read is said with its place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compute, ExpressionError, FUNCTIONS, namesIn, parse } from '../../../src/keras/layers/core/expression';
import { floats, report } from './support';

/** An expression as text, with the number it stands for. */
interface Written {
  readonly text: string;
  readonly value: number;
}

const SIGNS: { readonly [sign: string]: (a: number, b: number) => number } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 5 },
    fc.integer({ min: 0, max: 99 }).map((n) => ({ text: String(n), value: n })),
    fc.tuple(tie('written'), fc.constantFrom(...Object.keys(SIGNS)), tie('written')).map(([a, sign, b]) => ({
      text: `(${a.text}) ${sign} (${b.text})`,
      value: (SIGNS[sign] as (x: number, y: number) => number)(a.value, b.value),
    })),
    tie('written').map((a) => ({ text: `-(${a.text})`, value: -a.value })),
  ),
}));

const result = (text: string): unknown => compute(parse(text), new Map());

describe('expressions', () => {
  it('compute what was written, however it is nested', () => {
    fc.assert(fc.property(written, ({ text, value }) => result(text) === value || Object.is(value, -0)));
  });

  it.each([
    ['1 - 2 - 3', -4],
    ['2 + 3 * 4', 14],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['2 ** 3 ** 2', 512],
    ['(2 ** 3) ** 2', 64],
    ['-7 % 3', 2],
    ['8 / 2 / 2', 2],
    ['1.5e2 + .5', 150.5],
    ['+3 - -4', 7],
  ])('%s is %d, as in Python', (text, value) => {
    expect(result(text)).toBe(value);
  });

  it('list the names they use', () => {
    expect(namesIn(parse('gain * tanh(x) + max(x, axis=-1, keepdims=True) - bias'))).toEqual([
      'gain',
      'x',
      'x',
      'bias',
    ]);
  });

  it.each([
    ['', 1],
    ['x +', 4],
    ['x ! 2', 2],
    ['(x', 3],
    ['x y', 3],
    ['open(x)', 1],
    ['x.shape', 2],
    ['maximum(x 2)', 11],
    ['maximum(x)', 1],
    ['__import__', null],
  ])('“%s” is refused with its place', (text, place) => {
    if (place === null) {
      expect(namesIn(parse(text))).toEqual([text]);
      return;
    }
    try {
      parse(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect((error as ExpressionError).at).toBe(place);
    }
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
    );
  });
});

describe('a Lambda layer', () => {
  const lambda = (text: string, given: Record<string, number> = {}) =>
    report('Lambda', { function: text, arguments: given }, floats([2, 3, 4]));

  it('has the shape its expression gives', () => {
    expect(lambda('x * 2').outputs[0]?.shape).toEqual([2, 3, 4]);
    expect(lambda('sum(x, axis=1)').outputs[0]?.shape).toEqual([2, 4]);
    expect(lambda('mean(x, 2, True)').outputs[0]?.shape).toEqual([2, 3, 1]);
  });

  it('says what it cannot read, and knows only x and named numbers', () => {
    expect(lambda('x +').problem?.code).toBe('expression');
    expect(lambda('x * gain').problem?.message).toContain('gain');
    expect(lambda('x * gain', { gain: 2 }).problem).toBeNull();
    expect(lambda('constructor').problem?.code).toBe('expression');
    expect(lambda('sum(x, axis=5)').problem?.code).toBe('expression');
    expect(lambda('x + sum(x, axis=2)').problem?.code).toBe('expression');
  });

  it('takes every function it lists', () => {
    for (const name of FUNCTIONS) {
      const more = { clip: ', -1, 1', maximum: ', 0', minimum: ', 0' }[name] ?? '';
      expect(lambda(`${name}(x${more})`).problem, name).toBeNull();
    }
  });
});
