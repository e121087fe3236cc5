/** The two themes: words can be read on what they stand on, and marks can be told from it (WCAG 2.2 AA). */
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/ui/theme/families';
import { resolveColors } from '../../../src/ui/theme/theme';
import '../../../src/ui/theme/tokens.css';

/** Relative luminance of `rgb(…)`. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((c) => {
    const v = Number(c) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['--canvas', '--panel', '--panel-sunk', '--panel-raised', '--hover'];
const WORDS = [
  ...['--ink', '--ink-2', '--ink-3', '--accent-ink'].flatMap((ink) => SURFACES.map((ground) => [ink, ground])),
  ['--ink-on-accent', '--accent'],
  ['--ink-on-accent', '--accent-strong'],
  ['--accent-ink', '--accent-wash'],
  ['--good-ink', '--good-wash'],
  ['--warn-ink', '--warn-wash'],
  ['--warn-ink', '--panel'],
  ['--bad-ink', '--bad-wash'],
  ['--bad-ink', '--panel'],
  ['--ink', '--warn-wash'],
  ['--ink', '--bad-wash'],
  ...FAMILIES.map(({ family }) => [`--family-${family}-ink`, '--panel']),
] as [string, string][];
const MARKS = [
  ...FAMILIES.map(({ family }) => [`--family-${family}`, '--panel']),
  ['--accent', '--panel'],
  ['--accent', '--canvas'],
  ['--bad', '--panel'],
  ['--good', '--panel'],
  ['--series-1', '--panel'],
  ['--series-3', '--panel'],
  ['--series-4', '--panel'],
] as [string, string][];

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const tooClose = (pairs: readonly [string, string][], least: number): string[] => {
    document.documentElement.dataset.theme = theme;
    const colors = resolveColors(document.body, [...new Set(pairs.flat())]);
    return pairs.flatMap(([a, b]) => {
      const found = contrast(colors[a] ?? '', colors[b] ?? '');
      return found < least ? [`${a} on ${b}: ${found.toFixed(2)}`] : [];
    });
  };

  it('has words that stand out from their ground at least 4.5 to 1', () => {
    expect(tooClose(WORDS, 4.5)).toEqual([]);
  });

  it('has marks that stand out from their ground at least 3 to 1', () => {
    expect(tooClose(MARKS, 3)).toEqual([]);
  });
});

it('the themes differ, and the system decides while nobody has chosen', () => {
  const canvas = (): string => resolveColors(document.body, ['--canvas'])['--canvas'];
  document.documentElement.dataset.theme = 'light';
  const light = canvas();
  document.documentElement.dataset.theme = 'dark';
  const dark = canvas();
  expect(light).not.toBe(dark);
  document.documentElement.removeAttribute('data-theme');
  expect(canvas()).toBe(matchMedia('(prefers-color-scheme: dark)').matches ? dark : light);
});
