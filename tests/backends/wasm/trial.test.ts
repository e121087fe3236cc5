/** Laws of the choice between threads and none: it ends with what is faster, and tries the other ever more rarely. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Trial } from '../../../src/backends/wasm/trial';

/** How many of so many calls were played together. */
function togetherIn(trial: Trial, calls: number, together: number, alone: number): number {
  let count = 0;
  for (let k = 0; k < calls; k++) {
    const all = trial.together();
    if (all) count++;
    trial.took(all ? together : alone);
  }
  return count;
}

const time = fc.double({ min: 0.01, max: 100, noNaN: true });

describe('the choice between threads and none', () => {
  it('begins with threads, and leaves them for good only where they are slower', () => {
    fc.assert(
      fc.property(time, fc.double({ min: 1.2, max: 9, noNaN: true }), (fast, ratio) => {
        expect(new Trial().together()).toBe(true);
        expect(togetherIn(new Trial(), 1000, fast, ratio * fast)).toBeGreaterThan(940);
        expect(togetherIn(new Trial(), 1000, ratio * fast, fast)).toBeLessThan(90);
      }),
    );
  });

  it('does not go on with a way that is far slower', () => {
    fc.assert(
      fc.property(time, fc.double({ min: 1.3, max: 9, noNaN: true }), (fast, ratio) => {
        expect(togetherIn(new Trial(), 1000, fast, ratio * fast)).toBeGreaterThan(980);
      }),
    );
  });

  it('comes back to threads once they are faster again', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 20, max: 2000 }), (fast, calls) => {
        const trial = new Trial();
        togetherIn(trial, calls, 3 * fast, fast);
        togetherIn(trial, 4000, fast, 3 * fast);
        expect(togetherIn(trial, 100, fast, 3 * fast)).toBeGreaterThan(89);
      }),
    );
  });
});
