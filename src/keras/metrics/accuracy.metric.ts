/** Accuracy: share of predictions equal to their target. */
import { equalMatches } from './accuracies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'Accuracy',
  summary: 'Share of predictions equal to their target.',
  logName: 'accuracy',
  better: 'up',
  args: named('accuracy'),
  values: equalMatches,
  cases: [
    {
      name: 'classes',
      config: {},
      inputs: [
        { shape: [6], dtype: 'int32', high: 3 },
        { shape: [6], dtype: 'int32', high: 3 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'columns with weights',
      config: {},
      inputs: [
        { shape: [6, 1], dtype: 'int32', high: 3 },
        { shape: [6, 1], dtype: 'int32', high: 3 },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'one rank apart',
      config: {},
      inputs: [
        { shape: [6], dtype: 'int32', high: 2 },
        { shape: [6, 1], dtype: 'int32', high: 2 },
      ],
    },
  ],
});
