/** MeanSquaredError: mean of squared differences; the usual choice for estimating a number. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { ERROR_CASES } from './error-cases';
import { squaredError } from './errors';

export default defineLoss({
  name: 'MeanSquaredError',
  ids: ['mse', 'MSE'],
  aliases: ['least squares', 'L2 loss'],
  summary: 'Mean of squared differences; the usual choice for estimating a number.',
  targets: 'number',
  logName: 'mean_squared_error',
  args: lossArgs('mean_squared_error'),
  call: (t, p) => squaredError(t, p),
  cases: [
    ...ERROR_CASES,
    {
      name: 'divided by the weights',
      config: { reduction: 'mean_with_sample_weight' },
      inputs: [{ shape: [4, 3] }, { shape: [4, 3] }, { shape: [4], low: 0, high: 2 }],
    },
    {
      name: 'summed, all weights zero',
      config: { reduction: 'sum' },
      inputs: [{ shape: [3, 2] }, { shape: [3, 2] }, { shape: [3], values: [0, 0, 0] }],
    },
    {
      name: 'not reduced',
      config: { reduction: 'none' },
      inputs: [{ shape: [3, 2] }, { shape: [3, 2] }, { shape: [3, 1], low: 0, high: 2 }],
    },
    {
      name: 'mean with mask and weights',
      config: { reduction: 'mean' },
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2], mask: [2, 3] }, { shape: [2, 3], low: 0, high: 2 }],
    },
    {
      name: 'weights and a mask, divided by the weights',
      config: { reduction: 'mean_with_sample_weight' },
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2], mask: [2, 3] }, { shape: [2, 3], low: 0, high: 2 }],
    },
  ],
});
