/** CategoricalCrossentropy: mean surprise at one-hot classes. */
import { arg } from '../core/args';
import { categoricalCrossentropy } from '../losses/crossentropies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'CategoricalCrossentropy',
  summary: 'Mean surprise at one-hot classes.',
  logName: 'categorical_crossentropy',
  better: 'down',
  args: {
    ...named('categorical_crossentropy'),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards equal shares.' }),
    axis: arg.int(-1, { doc: 'Axis of the classes.', rare: true }),
  },
  values: categoricalCrossentropy,
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'logits, smoothing, weights',
      config: { from_logits: true, label_smoothing: 0.2 },
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], low: -3, high: 3 },
        { shape: [4], low: 0, high: 2 },
      ],
    },
    {
      name: 'axis',
      config: { axis: 1 },
      inputs: [
        { shape: [2, 3, 2], low: 0, high: 1 },
        { shape: [2, 3, 2], low: 0.1, high: 1 },
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
  ],
});
