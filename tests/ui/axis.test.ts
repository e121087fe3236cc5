/** Laws of the axes: ticks are few, round and told apart, and the domain hugs the data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axis, linearAxis, logAxis, ticksWithin } from '../../src/ui/charts/axis';

const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((v) => (Math.abs(v) < 1e-9 ? 0 : v));
const span = fc
  .tuple(value, fc.double({ min: -4, max: 0, noNaN: true }))
  .map(([low, p]): [number, number] => [low, low + (Math.abs(low) || 1) * 10 ** p]);
const positive = fc
  .tuple(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: 0.001, max: 12, noNaN: true }))
  .map(([p, more]): [number, number] => [10 ** p, 10 ** (p + more)]);

/** 1, 2 or 5 times a power of ten. */
function isRoundStep(step: number): boolean {
  const digit = step / 10 ** Math.floor(Math.log10(step * (1 + 1e-6)));
  return [1, 2, 5].some((d) => Math.abs(digit - d) < 1e-3);
}

function expectTicks({ domain: [from, to], ticks, label }: Axis): void {
  expect(ticks.length).toBeGreaterThanOrEqual(3);
  expect(ticks.length).toBeLessThanOrEqual(7);
  for (const t of ticks) expect(t >= from && t <= to).toBe(true);
  expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
  expect(new Set(ticks.map(label)).size).toBe(ticks.length);
}

describe('a linear axis', () => {
  it('has three to seven ticks within it, rising, no two labels alike', () => {
    fc.assert(fc.property(span, ([low, high]) => expectTicks(linearAxis(low, high))));
  });

  it('has ticks that are multiples of 1, 2 or 5 times a power of ten', () => {
    fc.assert(
      fc.property(span, ([low, high]) => {
        const { ticks } = linearAxis(low, high);
        const step = ((ticks.at(-1) as number) - (ticks[0] as number)) / (ticks.length - 1);
        expect(isRoundStep(step)).toBe(true);
        for (const t of ticks) expect(Math.abs(t / step - Math.round(t / step))).toBeLessThan(1e-3);
      }),
    );
  });

  it('holds its values and gives them most of its height', () => {
    fc.assert(
      fc.property(span, ([low, high]) => {
        const [from, to] = linearAxis(low, high).domain;
        expect(from <= low && to >= high).toBe(true);
        expect((high - low) / (to - from)).toBeGreaterThan(0.7);
      }),
    );
  });

  it('ends at the whole of shares, and reads in percent', () => {
    const { domain, ticks, label } = linearAxis(0.62, 0.999, { floor: 0, ceiling: 1, percent: true });
    expect(domain[1]).toBe(1);
    expect(ticks.map(label)).toEqual(['70%', '80%', '90%', '100%']);
    expectTicks(linearAxis(1, 1, { floor: 0, ceiling: 1, percent: true }));
    const close = linearAxis(0.991, 0.9995, { floor: 0, ceiling: 1, percent: true });
    expectTicks(close);
    expect(close.domain[0]).toBeGreaterThan(0.99);
  });

  it('is there for a single value and for none', () => {
    for (const v of [0, 3, -2.5, 1e-7, 1e12]) expectTicks(linearAxis(v, v));
    expectTicks(linearAxis(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  });

  it('writes numbers as a person would', () => {
    const labels = (low: number, high: number) => {
      const { ticks, label } = linearAxis(low, high);
      return ticks.map(label);
    };
    expect(labels(0.031, 0.42)).toEqual(['0', '0.1', '0.2', '0.3', '0.4']);
    expect(labels(12_000, 31_000)).toEqual(['15k', '20k', '25k', '30k']);
    expect(labels(0.0001, 0.0004)).toEqual(['1e-4', '2e-4', '3e-4', '4e-4']);
  });
});

describe('a logarithmic axis', () => {
  it('has three to seven round ticks within it and holds its values', () => {
    fc.assert(
      fc.property(positive, ([low, high]) => {
        const axis = logAxis(low, high);
        expectTicks(axis);
        expect(axis.domain[0] <= low && axis.domain[1] >= high).toBe(true);
      }),
    );
  });

  it('is there without a positive value', () => {
    expectTicks(logAxis(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  });
});

describe('an axis of whole numbers', () => {
  it('has whole ticks only, and one for a single number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (low, more) => {
        const { ticks } = ticksWithin(low, low + more, true);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
    expect(ticksWithin(4, 4, true).ticks).toEqual([4]);
  });
});
