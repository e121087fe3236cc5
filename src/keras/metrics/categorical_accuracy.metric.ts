/** CategoricalAccuracy: share of samples whose largest prediction is the class of the one-hot target. */

import { rowsProblem } from '../core/pair-check';
import { categoricalMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'CategoricalAccuracy',
  summary: 'Share of samples whose largest prediction is the class of the one-hot target.',
  logName: 'categorical_accuracy',
  better: 'up',
  args: named('categorical_accuracy'),
  check: (_c, t, p) => rowsProblem('CategoricalAccuracy', t, p),
  values: categoricalMatches,
  cases: [
    {
      name: 'one-hot',
      config: {},
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights, ties',
      config: {},
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], values: [0.4, 0.4, 0.2, 0, 0, 0, 1, 0, 0, 0.2, 0.4, 0.4] },
        { shape: [4], low: 0, high: 2 },
      ],
    },
    {
      name: 'masked steps',
      config: {},
      inputs: [
        { shape: [2, 4, 3], oneHot: true },
        { shape: [2, 4, 3], simplex: true, mask: [2, 4] },
      ],
    },
    {
      name: 'steps with weights',
      config: {},
      inputs: [
        { shape: [2, 4, 3], oneHot: true },
        { shape: [2, 4, 3], simplex: true },
        { shape: [2, 4], low: 0, high: 2 },
      ],
    },
  ],
});
