/** BinaryAccuracy: share of yes-or-no predictions on the right side of a threshold. */
import { arg } from '../core/args';
import { binaryMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'BinaryAccuracy',
  summary: 'Share of yes-or-no predictions on the right side of a threshold.',
  logName: 'binary_accuracy',
  better: 'up',
  args: { ...named('binary_accuracy'), threshold: arg.float(0.5, { doc: 'Predictions above it mean yes.' }) },
  values: (t, p, c) => binaryMatches(t, p, c.threshold),
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [6, 1], dtype: 'int32', high: 2 },
        { shape: [6, 1], low: 0, high: 1 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'at the threshold',
      config: {},
      inputs: [
        { shape: [4], dtype: 'int32', high: 2 },
        { shape: [4, 1], values: [0.5, 0.5, 0.50001, 0] },
      ],
    },
    {
      name: 'several labels, threshold, weights',
      config: { threshold: 0.3 },
      inputs: [
        { shape: [5, 3], dtype: 'int32', high: 2 },
        { shape: [5, 3], low: 0, high: 1 },
        { shape: [5], low: 0, high: 2 },
      ],
    },
    {
      name: 'masked steps',
      config: {},
      inputs: [
        { shape: [2, 4, 1], dtype: 'int32', high: 2 },
        { shape: [2, 4, 1], low: 0, high: 1, mask: [2, 4] },
      ],
    },
  ],
});
