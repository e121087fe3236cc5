/** SquaredHinge: mean squared penalty for being on the wrong side of a margin. */
import { squaredHinge } from '../losses/hinges';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'SquaredHinge',
  summary: 'Mean squared penalty for being on the wrong side of a margin.',
  logName: 'squared_hinge',
  better: 'down',
  args: named('squared_hinge'),
  values: squaredHinge,
  cases: [
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
  ],
});
