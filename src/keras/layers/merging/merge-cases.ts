/** Example cases of the layers that join inputs value by value. */
import type { ExampleCase } from '../../core/example-case';

/** Two inputs or three, repeated where they are smaller, masked or not. */
export const MERGE_CASES: readonly ExampleCase[] = [
  { name: 'two inputs', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }] },
  { name: 'three inputs', config: {}, inputs: [{ shape: [2, 3] }, { shape: [2, 3] }, { shape: [2, 3] }] },
  { name: 'sizes of 1 are repeated', config: {}, inputs: [{ shape: [2, 3, 1, 2] }, { shape: [2, 1, 4, 2] }] },
  { name: 'fewer axes', config: {}, inputs: [{ shape: [2, 4] }, { shape: [2, 3, 4] }] },
  {
    name: 'both masked',
    config: {},
    inputs: [
      { shape: [2, 5, 3], mask: [2, 5] },
      { shape: [2, 5, 3], mask: [2, 5] },
    ],
  },
  { name: 'one masked', config: {}, inputs: [{ shape: [2, 5, 3] }, { shape: [2, 5, 3], mask: [2, 5] }] },
];
