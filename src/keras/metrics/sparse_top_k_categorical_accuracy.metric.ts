/** SparseTopKCategoricalAccuracy: share of samples whose target class is among the k largest predictions. */
import { arg } from '../core/args';
import { classesProblem } from '../core/pair-check';
import { sparseTopKMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'SparseTopKCategoricalAccuracy',
  summary: 'Share of samples whose target class is among the k largest predictions.',
  logName: 'sparse_top_k_categorical_accuracy',
  better: 'up',
  args: {
    k: arg.int(5, { min: 1, doc: 'How many of the best predictions count.' }),
    ...named('sparse_top_k_categorical_accuracy'),
    from_sorted_ids: arg.bool(false, { doc: 'Predictions are class indices, best first.', rare: true }),
  },
  check: (_c, t, p) => classesProblem('SparseTopKCategoricalAccuracy', t, p),
  values: (t, p, c) => sparseTopKMatches(t, p, c.k, c.from_sorted_ids),
  cases: [
    {
      name: 'five of eight',
      config: {},
      inputs: [
        { shape: [6], dtype: 'int32', high: 8 },
        { shape: [6, 8], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'two, weights',
      config: { k: 2 },
      inputs: [
        { shape: [6], dtype: 'int32', high: 4 },
        { shape: [6, 4], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'steps',
      config: { k: 2 },
      inputs: [
        { shape: [2, 4], dtype: 'int32', high: 3 },
        { shape: [2, 4, 3], simplex: true },
      ],
    },
    {
      name: 'sorted classes',
      config: { k: 2, from_sorted_ids: true },
      inputs: [
        { shape: [4], dtype: 'int32', high: 4 },
        { shape: [4, 3], values: [0, 1, 2, 3, 0, 1, 2, 1, 0, 1, 3, 2] },
      ],
    },
  ],
});
