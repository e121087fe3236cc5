/** SparseCategoricalCrossentropy: mean surprise at class indices. */
import { arg } from '../core/args';
import { sparseCategoricalCrossentropy, sparseMask } from '../losses/crossentropies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'SparseCategoricalCrossentropy',
  summary: 'Mean surprise at class indices.',
  logName: 'sparse_categorical_crossentropy',
  better: 'down',
  args: {
    ...named('sparse_categorical_crossentropy'),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores.' }),
    ignore_class: arg.int(null, { doc: 'Class whose samples count as 0.' }),
    axis: arg.int(-1, { doc: 'Axis of the classes.', rare: true }),
  },
  // It says itself what it takes, as classes may lie along any axis.
  check: () => null,
  values: sparseCategoricalCrossentropy,
  mask: sparseMask,
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [5], dtype: 'int32', high: 4 },
        { shape: [5, 4], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'column, logits, weights',
      config: { from_logits: true },
      inputs: [
        { shape: [5, 1], dtype: 'int32', high: 4 },
        { shape: [5, 4], low: -3, high: 3 },
        { shape: [5], low: 0, high: 2 },
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
      name: 'ignored class with weights, axis',
      config: { ignore_class: 0, axis: 1 },
      inputs: [
        { shape: [6], dtype: 'int32', values: [0, 1, 2, 0, 1, 2] },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
  ],
});
