/** SparseCategoricalCrossentropy: categorical cross-entropy for class indices. */
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { sparseCategoricalCrossentropy, sparseMask } from './crossentropies';

const { reduction, ...last } = lossArgs('sparse_categorical_crossentropy');

export default defineLoss({
  name: 'SparseCategoricalCrossentropy',
  aliases: ['softmax loss'],
  summary: 'For one class of many, targets as class indices: how surprised the predicted probabilities are.',
  targets: 'class-index',
  logName: 'sparse_categorical_crossentropy',
  args: {
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores; the loss applies the softmax.' }),
    ignore_class: arg.int(null, { doc: 'Class whose samples do not count, e.g. a padding class.' }),
    reduction,
    axis: arg.int(-1, { doc: 'Axis of the classes.', rare: true }),
    ...last,
  },
  // It says itself what it takes, as classes may lie along any axis.
  check: () => null,
  call: sparseCategoricalCrossentropy,
  mask: sparseMask,
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [5], dtype: 'int32', high: 4 },
        { shape: [5, 4], simplex: true },
      ],
    },
    {
      name: 'column of classes',
      config: {},
      inputs: [
        { shape: [5, 1], dtype: 'int32', high: 4 },
        { shape: [5, 4], simplex: true },
        { shape: [5], low: 0, high: 2 },
      ],
    },
    {
      name: 'saturated',
      config: { reduction: 'none' },
      inputs: [
        { shape: [3], dtype: 'int32', values: [1, 0, 1] },
        { shape: [3, 2], values: [0, 1, 0, 1, 1, 0] },
      ],
    },
    {
      name: 'logits',
      config: { from_logits: true },
      inputs: [
        { shape: [4], dtype: 'int32', high: 3 },
        { shape: [4, 3], low: -8, high: 8 },
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
    {
      name: 'ignored class',
      config: { ignore_class: 0 },
      inputs: [
        { shape: [6], dtype: 'int32', values: [0, 1, 2, 0, 1, 2] },
        { shape: [6, 3], simplex: true },
      ],
    },
    {
      name: 'ignored class of minus one, steps, mask, weights',
      config: { ignore_class: -1, from_logits: true },
      inputs: [
        { shape: [2, 3], dtype: 'int32', values: [0, -1, 2, 1, -1, 2] },
        { shape: [2, 3, 3], mask: [2, 3] },
        { shape: [2, 3], low: 0, high: 2 },
      ],
    },
    {
      name: 'class out of range',
      config: {},
      inputs: [
        { shape: [3], dtype: 'int32', values: [0, 5, -1] },
        { shape: [3, 3], simplex: true },
      ],
    },
    {
      name: 'last axis of steps',
      config: { axis: 2 },
      inputs: [
        { shape: [2, 4], dtype: 'int32', high: 3 },
        { shape: [2, 4, 3], simplex: true },
      ],
    },
  ],
});
