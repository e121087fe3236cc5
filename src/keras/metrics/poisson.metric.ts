/** Poisson: mean of prediction minus target times its logarithm, for counts. */
import { poisson } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'Poisson',
  summary: 'Mean of prediction minus target times its logarithm, for counts.',
  logName: 'poisson',
  better: 'down',
  args: named('poisson'),
  values: poisson,
  cases: [
    {
      name: 'numbers',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0.1, high: 4 },
        { shape: [4, 3], low: 0.1, high: 4 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights',
      config: {},
      inputs: [
        { shape: [5, 2], low: 0.1, high: 4 },
        { shape: [5, 2], low: 0.1, high: 4 },
        { shape: [5], low: 0, high: 2 },
      ],
    },
  ],
});
