/** TopKCategoricalAccuracy: share of samples whose one-hot class is among the k largest predictions. */
import { arg } from '../core/args';
import { rowsProblem } from '../core/pair-check';
import { topKMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'TopKCategoricalAccuracy',
  summary: 'Share of samples whose one-hot class is among the k largest predictions.',
  logName: 'top_k_categorical_accuracy',
  better: 'up',
  args: {
    k: arg.int(5, { min: 1, doc: 'How many of the best predictions count.' }),
    ...named('top_k_categorical_accuracy'),
  },
  check: (_c, t, p) => rowsProblem('TopKCategoricalAccuracy', t, p),
  values: (t, p, c) => topKMatches(t, p, c.k),
  cases: [
    {
      name: 'five of eight',
      config: {},
      inputs: [
        { shape: [6, 8], oneHot: true },
        { shape: [6, 8], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'two, weights',
      config: { k: 2 },
      inputs: [
        { shape: [6, 4], oneHot: true },
        { shape: [6, 4], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'steps, masked',
      config: { k: 2 },
      inputs: [
        { shape: [2, 4, 3], oneHot: true },
        { shape: [2, 4, 3], simplex: true, mask: [2, 4] },
      ],
    },
    {
      name: 'ties',
      config: { k: 1 },
      inputs: [
        { shape: [2, 3], oneHot: true },
        { shape: [2, 3], values: [1, 1, 0, 0, 0, 0] },
      ],
    },
  ],
});
