/** MeanAbsolutePercentageError: mean of absolute differences in percent of the target. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { absolutePercentageError } from './errors';

export default defineLoss({
  name: 'MeanAbsolutePercentageError',
  ids: ['mape', 'MAPE'],
  summary: 'Mean of absolute differences in percent of the target.',
  targets: 'number',
  logName: 'mean_absolute_percentage_error',
  args: lossArgs('mean_absolute_percentage_error'),
  call: (t, p) => absolutePercentageError(t, p),
  cases: [
    {
      name: 'plain',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0.2, high: 2 },
        { shape: [4, 3], low: 0.2, high: 2 },
      ],
    },
    {
      name: 'zero target',
      config: { reduction: 'none' },
      inputs: [
        { shape: [2, 2], values: [0, 1, -1, 2] },
        { shape: [2, 2], values: [0, 1.5, 1, 2] },
      ],
    },
  ],
});
