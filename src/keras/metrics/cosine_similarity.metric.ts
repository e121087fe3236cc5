/** CosineSimilarity: mean cosine of the angle between target and prediction. */
import { arg } from '../core/args';
import { cosine } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'CosineSimilarity',
  summary: 'Mean cosine of the angle between target and prediction.',
  logName: 'cosine_similarity',
  better: 'up',
  args: { ...named('cosine_similarity'), axis: arg.int(-1, { doc: 'Axis along which vectors lie.' }) },
  values: (t, p, c) => cosine(t, p, c.axis),
  cases: [
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
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3] }] },
  ],
});
