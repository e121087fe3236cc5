/** SparseCategoricalAccuracy: share of samples whose largest prediction is the target class. */

import { classesProblem } from '../core/pair-check';
import { sparseMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'SparseCategoricalAccuracy',
  summary: 'Share of samples whose largest prediction is the target class.',
  logName: 'sparse_categorical_accuracy',
  better: 'up',
  args: named('sparse_categorical_accuracy'),
  check: (_c, t, p) => classesProblem('SparseCategoricalAccuracy', t, p),
  values: sparseMatches,
  cases: [
    {
      name: 'classes',
      config: {},
      inputs: [
        { shape: [6], dtype: 'int32', high: 3 },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'column, weights',
      config: {},
      inputs: [
        { shape: [6, 1], dtype: 'int32', high: 3 },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'masked steps',
      config: {},
      inputs: [
        { shape: [2, 4], dtype: 'int32', high: 3 },
        { shape: [2, 4, 3], simplex: true, mask: [2, 4] },
      ],
    },
    {
      name: 'column of steps with weights',
      config: {},
      inputs: [
        { shape: [2, 4, 1], dtype: 'int32', high: 3 },
        { shape: [2, 4, 3], simplex: true },
        { shape: [2, 4], low: 0, high: 2 },
      ],
    },
    {
      name: 'float classes',
      config: {},
      inputs: [
        { shape: [3], values: [2, 0, 1] },
        { shape: [3, 3], simplex: true },
      ],
    },
  ],
});
