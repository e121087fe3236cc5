/** Example cases of losses that measure how far estimates are from their targets. */
import type { ExampleCase } from '../core/example-case';

/** Numbers apart by a little, with weights, a mask, and a target of one axis less. */
export const ERROR_CASES: readonly ExampleCase[] = [
  {
    name: 'plain',
    config: {},
    inputs: [
      { shape: [4, 3], low: -2, high: 2 },
      { shape: [4, 3], low: -2, high: 2 },
    ],
  },
  {
    name: 'sample weights',
    config: {},
    inputs: [{ shape: [5, 2] }, { shape: [5, 2] }, { shape: [5], low: 0, high: 2 }],
  },
  { name: 'steps with a mask', config: {}, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3], mask: [2, 4] }] },
  { name: 'target without last axis', config: {}, inputs: [{ shape: [4] }, { shape: [4, 1] }] },
];
