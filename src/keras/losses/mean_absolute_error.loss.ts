/** MeanAbsoluteError: mean of absolute differences; outliers count less than with squares. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { absoluteError } from './errors';

export default defineLoss({
  name: 'MeanAbsoluteError',
  ids: ['mae', 'MAE'],
  aliases: ['L1 loss'],
  summary: 'Mean of absolute differences; outliers count less than with squares.',
  targets: 'number',
  logName: 'mean_absolute_error',
  args: lossArgs('mean_absolute_error'),
  call: (t, p) => absoluteError(t, p),
  cases: [
    {
      name: 'plain',
      config: {},
      inputs: [
        { shape: [4, 3], low: -2, high: 2 },
        { shape: [4, 3], low: -2, high: 2 },
      ],
    },
    {
      name: 'sample weights',
      config: {},
      inputs: [{ shape: [5, 2] }, { shape: [5, 2] }, { shape: [5], low: 0, high: 2 }],
    },
    { name: 'steps with a mask', config: {}, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3], mask: [2, 4] }] },
    { name: 'target without last axis', config: {}, inputs: [{ shape: [4] }, { shape: [4, 1] }] },
  ],
});
