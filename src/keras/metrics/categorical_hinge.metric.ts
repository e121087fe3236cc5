/** CategoricalHinge: mean penalty when another class comes within a margin of the right one. */
import { categoricalHinge } from '../losses/hinges';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'CategoricalHinge',
  summary: 'Mean penalty when another class comes within a margin of the right one.',
  logName: 'categorical_hinge',
  better: 'down',
  args: named('categorical_hinge'),
  values: categoricalHinge,
  cases: [
    {
      name: 'one-hot',
      config: {},
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], low: -2, high: 2 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights',
      config: {},
      inputs: [{ shape: [4, 3], oneHot: true }, { shape: [4, 3] }, { shape: [4], low: 0, high: 2 }],
    },
  ],
});
