/** Example cases of metrics that measure how far estimates are from their targets. */
import type { ExampleCase, SampleSpec } from '../core/example-case';

/** Several batches, weights for rows and for steps, weights that are all zero, and a mask. */
export const ERROR_CASES: readonly ExampleCase[] = [
  { name: 'numbers', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3] }], extra: { batches: 3 } },
  { name: 'weights', config: {}, inputs: [{ shape: [5, 2] }, { shape: [5, 2] }, { shape: [5], low: 0, high: 2 }] },
  {
    name: 'steps, weight per step',
    config: {},
    inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2] }, { shape: [2, 3], low: 0, high: 2 }],
  },
  {
    name: 'one column, weights all zero',
    config: {},
    inputs: [{ shape: [4] }, { shape: [4, 1] }, { shape: [4], values: [0, 0, 0, 0] }],
  },
  { name: 'masked steps', config: {}, inputs: [{ shape: [2, 4, 2] }, { shape: [2, 4, 2], mask: [2, 4] }] },
];

/** Numbers within bounds, for what is not defined for all. */
export const boundedCases = (low: number, high: number): ExampleCase[] => {
  const within = (...shape: number[]): SampleSpec => ({ shape, low, high });
  return [
    { name: 'numbers', config: {}, inputs: [within(4, 3), within(4, 3)], extra: { batches: 3 } },
    { name: 'weights', config: {}, inputs: [within(5, 2), within(5, 2), { shape: [5], low: 0, high: 2 }] },
  ];
};
