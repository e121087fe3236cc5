/** Example cases of metrics that ask for a margin between yes and no. */
import type { ExampleCase } from '../core/example-case';

/** Targets of 0 and 1, and of -1 and 1 with weights. */
export const HINGE_CASES: readonly ExampleCase[] = [
  {
    name: 'zero and one',
    config: {},
    inputs: [
      { shape: [4, 2], values: [0, 1, 0, 1, 1, 0, 0, 0] },
      { shape: [4, 2], low: -2, high: 2 },
    ],
  },
  {
    name: 'minus one and one, weights',
    config: {},
    inputs: [
      { shape: [3, 1], values: [-1, 1, 1] },
      { shape: [3, 1], low: -2, high: 2 },
      { shape: [3], low: 0, high: 2 },
    ],
  },
];
