/** BinaryCrossentropy: for yes or no: how surprised the predicted probability is by the truth. */
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { binaryCrossentropy } from './crossentropies';

export default defineLoss({
  name: 'BinaryCrossentropy',
  ids: ['bce', 'BCE'],
  aliases: ['log loss', 'logistic'],
  summary: 'For yes or no: how surprised the predicted probability is by the truth.',
  targets: 'binary',
  logName: 'binary_crossentropy',
  args: {
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores; the loss applies the sigmoid.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards a half.' }),
    axis: arg.int(-1, { doc: 'Axis the mean is taken over.', rare: true }),
    ...lossArgs('binary_crossentropy'),
  },
  call: binaryCrossentropy,
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [5, 1], values: [0, 1, 1, 0, 1] },
        { shape: [5, 1], low: 0.02, high: 0.98 },
      ],
    },
    {
      name: 'saturated',
      config: { reduction: 'none' },
      inputs: [
        { shape: [4, 1], values: [0, 1, 1, 0] },
        { shape: [4, 1], values: [0, 1, 0, 1] },
      ],
    },
    {
      name: 'logits',
      config: { from_logits: true },
      inputs: [
        { shape: [4, 3], values: [0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0] },
        { shape: [4, 3], low: -8, high: 8 },
      ],
    },
    {
      name: 'large logits',
      config: { from_logits: true },
      inputs: [
        { shape: [4, 1], values: [0, 1, 1, 0] },
        { shape: [4, 1], values: [-90, 90, -90, 90] },
      ],
    },
    {
      name: 'smoothing and weights',
      config: { label_smoothing: 0.2 },
      inputs: [
        { shape: [4, 2], values: [0, 1, 1, 0, 1, 1, 0, 0] },
        { shape: [4, 2], low: 0.02, high: 0.98 },
        { shape: [4], low: 0, high: 2 },
      ],
    },
    {
      name: 'axis and mask',
      config: { axis: 1 },
      inputs: [
        { shape: [2, 3, 4], low: 0, high: 1 },
        { shape: [2, 3, 4], low: 0.02, high: 0.98, mask: [2, 4] },
      ],
    },
    {
      name: 'integer target without last axis',
      config: {},
      inputs: [
        { shape: [5], dtype: 'int32' },
        { shape: [5, 1], low: 0.02, high: 0.98 },
      ],
    },
  ],
});
