/** Example cases of losses that ask for a margin between yes and no. */
import type { ExampleCase } from '../core/example-case';

/** Targets of 0 and 1, of -1 and 1, and of neither. */
export const HINGE_CASES: readonly ExampleCase[] = [
  {
    name: 'zero and one',
    config: {},
    inputs: [
      { shape: [4, 3], values: [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1] },
      { shape: [4, 3], low: -2, high: 2 },
    ],
  },
  {
    name: 'minus one and one',
    config: {},
    inputs: [
      { shape: [2, 3], values: [-1, 1, 1, -1, 1, -1] },
      { shape: [2, 3], low: -2, high: 2 },
      { shape: [2], low: 0, high: 2 },
    ],
  },
  { name: 'other targets', config: {}, inputs: [{ shape: [2, 3] }, { shape: [2, 3] }] },
];
