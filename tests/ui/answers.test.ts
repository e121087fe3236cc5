/** What the dock makes of outputs: logits read as probabilities, models that rebuild their input known as such. */
import { describe, expect, it } from 'vitest';
import { mainOutput } from '../../src/graph/main-output';
import { probabilities } from '../../src/ui/features/dock/answers';

describe('logits', () => {
  it('of several classes become shares in the same order, however large they are', () => {
    const p = probabilities(Float32Array.of(1, 2, 3, 1000, 999, -1000), 3);
    expect(p[0]).toBeCloseTo(0.09003, 5);
    expect(p[2]).toBeCloseTo(0.66524, 5);
    expect(p[3]).toBeCloseTo(0.73106, 5);
    expect(p[5]).toBe(0);
  });

  it('of a single output become the probability of the second class', () => {
    expect([...probabilities(Float32Array.of(0, 40, -40), 1)].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([
      0.5, 1, 0,
    ]);
  });
});

describe('the output predictions are shown of', () => {
  it('is the first compared with the target', () => {
    expect(mainOutput(1, {})).toBe(0);
    expect(mainOutput(2, { y: ['input', 'target'] })).toBe(1);
    expect(mainOutput(2, { y: ['input', 'input'] })).toBeNull();
  });
});
