/** The arithmetic shown for a layer is true, and accounts for its output sizes and its weights. */
import { describe, expect, it } from 'vitest';
import { allOf } from '../../../src/keras';
import { floats, inputsOf, report } from './support';

/** Value of `⌊(28 − 3) / 1⌋ + 1`: sums of products of numbers and brackets, where ⌊⌋ and ⌈⌉ round. */
function evaluate(text: string): number {
  const tokens = text.match(/\d+|[−+·/()⌊⌋⌈⌉]/g) ?? [];
  let at = 0;
  const round: Record<string, (v: number) => number> = { '(': (v) => v, '⌊': Math.floor, '⌈': Math.ceil };
  const factor = (): number => {
    const token = tokens[at++] as string;
    const close = round[token];
    if (!close) return Number(token);
    const inner = sum();
    at++;
    return close(inner);
  };
  const product = (): number => {
    let v = factor();
    while (tokens[at] === '·' || tokens[at] === '/') v = tokens[at++] === '·' ? v * factor() : v / factor();
    return v;
  };
  const sum = (): number => {
    let v = product();
    while (tokens[at] === '+' || tokens[at] === '−') v = tokens[at++] === '+' ? v + product() : v - product();
    return v;
  };
  return sum();
}

/** The sides of an equation without the words in it; null for a line that is none. */
function sides(line: string): string[] | null {
  const parts = line.split(' = ').map((side) => side.replace(/[a-z_]+/g, '').trim());
  return parts.length > 1 && parts.every((side) => /^[\d\s−+·/()⌊⌋⌈⌉]+$/.test(side)) && !line.includes('places')
    ? parts
    : null;
}

const cases = allOf('layer').flatMap((d) => d.cases.map((c) => [`${d.name}: ${c.name}`, d.name, c] as const));

describe('arithmetic', () => {
  it('reads the notation it checks', () => {
    expect(evaluate('⌊(28 − 3) / 2⌋ + 1')).toBe(13);
    expect(evaluate('⌈7 / 2⌉')).toBe(4);
    expect(evaluate('(3·3·1 + 1)·16')).toBe(160);
  });

  it.each(cases)('is true for %s', (_, name, example) => {
    for (const line of report(name, example.config, inputsOf(example)).arithmetic) {
      const values = (sides(line) ?? []).map(evaluate);
      expect(new Set(values).size, line).toBeLessThan(2);
    }
  });

  it.each(cases)('accounts for all weights of %s', (_, name, example) => {
    const { arithmetic, parameters } = report(name, example.config, inputsOf(example));
    if (arithmetic.length === 0 || parameters === 0) return;
    const totals = arithmetic.map((line) => evaluate(sides(line)?.[0] ?? '0'));
    const sums = totals.map((_, i) => totals.slice(i).reduce((a, b) => a + b, 0));
    expect(sums).toContain(parameters);
  });

  it('spells out a convolution as a textbook does', () => {
    expect(report('Conv2D', { filters: 16, kernel_size: 3 }, floats([2, 28, 28, 1])).arithmetic).toEqual([
      '26 = ⌊(28 − 3) / 1⌋ + 1',
      '160 = (3·3·1 + 1)·16',
    ]);
  });

  it('names the axes where they differ, and the span of a dilated window', () => {
    const config = { filters: 2, kernel_size: [3, 5], dilation_rate: [2, 1], use_bias: false };
    expect(report('Conv2D', config, floats([2, 9, 8, 4])).arithmetic).toEqual([
      '5 = (3 − 1)·2 + 1',
      'height 5 = ⌊(9 − 5) / 1⌋ + 1',
      'width 4 = ⌊(8 − 5) / 1⌋ + 1',
      '120 = 3·5·4·2',
    ]);
  });

  it('gives the sizes that come out', () => {
    for (const [padding, strides] of [
      ['valid', 2],
      ['same', 3],
      ['causal', 2],
    ] as const) {
      const r = report('Conv1D', { filters: 2, kernel_size: 4, padding, strides }, floats([2, 13, 3]));
      expect(evaluate(sides(r.arithmetic[0] as string)?.[0] as string)).toBe(r.outputs[0]?.shape[1]);
    }
  });
});
