/** Laws of reduction: masked elements do not count, weights do, and ranks are matched as Keras matches them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceLoss, squeezeOrExpandToSameRank } from '../../../src/keras/core/loss-reduction';
import { compute, computeNumber, nd, numbers } from '../compute';

const someValues = fc.array(
  fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.boolean(), fc.double({ min: 0, max: 3, noNaN: true })),
  {
    minLength: 1,
    maxLength: 12,
  },
);

describe('reduceLoss', () => {
  it('leaves masked elements out of the mean', () => {
    fc.assert(
      fc.property(someValues, (rows) => {
        const n = rows.length;
        const got = computeNumber(
          [
            nd(
              [n],
              rows.map((r) => r[0]),
            ),
            nd(
              [n],
              rows.map((r) => Number(r[1])),
              'bool',
            ),
          ],
          (v, m) => reduceLoss(v, null, m),
        );
        const kept = rows.filter((r) => r[1]).map((r) => r[0]);
        expect(got).toBeCloseTo(kept.length ? kept.reduce((a, b) => a + b, 0) / kept.length : 0, 6);
      }),
    );
  });

  it('divides weighted losses by their number, or by the sum of weights', () => {
    fc.assert(
      fc.property(someValues, (rows) => {
        const n = rows.length;
        const inputs = [
          nd(
            [n],
            rows.map((r) => r[0]),
          ),
          nd(
            [n],
            rows.map((r) => r[2]),
          ),
        ];
        const total = rows.reduce((a, r) => a + r[0] * r[2], 0);
        const weights = rows.reduce((a, r) => a + r[2], 0);
        const by = (reduction: Parameters<typeof reduceLoss>[3]): number =>
          computeNumber(inputs, (v, w) => reduceLoss(v, w, null, reduction));
        expect(by('sum')).toBeCloseTo(total, 6);
        expect(by('sum_over_batch_size')).toBeCloseTo(total / n, 6);
        expect(by('mean')).toBeCloseTo(total / n, 6);
        expect(by('mean_with_sample_weight')).toBeCloseTo(weights === 0 ? 0 : total / weights, 4);
      }),
    );
  });

  it('gives the weighted losses back unreduced', () => {
    const [out] = compute([nd([3], [1, 2, 3]), nd([3], [1, 0, 2])], (v, w) => [reduceLoss(v, w, null, 'none')]);
    expect([...(out?.data ?? [])]).toEqual([1, 0, 6]);
  });

  it('spreads one weight per sample over the steps of a sequence', () => {
    const losses = numbers(6, 1);
    const got = computeNumber([nd([2, 3], losses), nd([2, 1], [2, 0])], (v, w) => reduceLoss(v, w, null, 'sum'));
    expect(got).toBeCloseTo(2 * losses.slice(0, 3).reduce((a, b) => a + b, 0), 6);
  });
});

describe('squeezeOrExpandToSameRank', () => {
  const shapes = (a: number[], b: number[], expand = true): string => {
    const zeros = (s: number[]): number[] => new Array<number>(s.reduce((x, y) => x * y, 1)).fill(0);
    const out = compute([nd(a, zeros(a)), nd(b, zeros(b))], (x, y) => squeezeOrExpandToSameRank(x, y, expand));
    return out.map((o) => `[${o.shape}]`).join(' ');
  };

  it.each([
    [[4], [4, 1], '[4,1] [4,1]'],
    [[4, 1], [4], '[4,1] [4,1]'],
    [[2, 3, 1], [2, 3], '[2,3] [2,3]'],
    [[2, 3], [2, 3, 1], '[2,3] [2,3]'],
    [[4], [4, 3], '[4] [4,3]'],
    [[4, 3], [4, 3], '[4,3] [4,3]'],
  ])('%s and %s become %s', (a, b, expected) => {
    expect(shapes(a, b)).toBe(expected);
  });

  it('squeezes single axes too when asked not to expand', () => {
    expect(shapes([4], [4, 1], false)).toBe('[4] [4]');
  });
});
