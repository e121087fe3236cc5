/** KLDivergence: mean divergence of predicted from target distributions. */
import { klDivergence } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'KLDivergence',
  summary: 'Mean divergence of predicted from target distributions.',
  logName: 'kl_divergence',
  better: 'down',
  args: named('kl_divergence'),
  values: klDivergence,
  cases: [
    {
      name: 'distributions',
      config: {},
      inputs: [
        { shape: [4, 3], simplex: true },
        { shape: [4, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights',
      config: {},
      inputs: [
        { shape: [4, 3], simplex: true },
        { shape: [4, 3], simplex: true },
        { shape: [4], low: 0, high: 2 },
      ],
    },
  ],
});
