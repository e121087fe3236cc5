/** MeanAbsolutePercentageError: mean of absolute differences in percent of the target. */
import { absolutePercentageError } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'MeanAbsolutePercentageError',
  ids: ['mape', 'MAPE'],
  summary: 'Mean of absolute differences in percent of the target.',
  logName: 'mean_absolute_percentage_error',
  better: 'down',
  args: named('mean_absolute_percentage_error'),
  values: absolutePercentageError,
  cases: [
    {
      name: 'numbers',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0.2, high: 3 },
        { shape: [4, 3], low: 0.2, high: 3 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'weights',
      config: {},
      inputs: [
        { shape: [5, 2], low: 0.2, high: 3 },
        { shape: [5, 2], low: 0.2, high: 3 },
        { shape: [5], low: 0, high: 2 },
      ],
    },
  ],
});
