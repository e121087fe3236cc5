/** Example cases of losses that compare areas. */
import type { JsonObject } from '../../base/json';
import type { Shape } from '../../base/shape';
import type { ExampleCase, SampleSpec } from '../core/example-case';

const share = (shape: Shape): SampleSpec => ({ shape, low: 0, high: 1 });

/** @param prices arguments of the loss's own */
export const overlapCases = (prices: JsonObject = {}): ExampleCase[] => [
  { name: 'whole batch', config: {}, inputs: [share([4, 3]), share([4, 3])] },
  {
    name: 'per sample',
    config: { axis: [1, 2], ...prices },
    inputs: [share([2, 3, 4]), share([2, 3, 4]), { shape: [2], low: 0, high: 2 }],
  },
  {
    name: 'nothing there',
    config: prices,
    inputs: [
      { shape: [2, 2], values: [0, 0, 0, 0] },
      { shape: [2, 2], values: [0, 0, 0, 0] },
    ],
  },
];
