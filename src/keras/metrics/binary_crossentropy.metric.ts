/** BinaryCrossentropy: mean surprise at yes or no. */
import { arg } from '../core/args';
import { binaryCrossentropy } from '../losses/crossentropies';
import { defineMean } from './averages';
import { named } from './common';

export default defineMean({
  name: 'BinaryCrossentropy',
  ids: ['bce', 'BCE'],
  aliases: ['log loss'],
  summary: 'Mean surprise at yes or no.',
  logName: 'binary_crossentropy',
  better: 'down',
  args: {
    ...named('binary_crossentropy'),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards equal shares.' }),
  },
  values: (t, p, c) => binaryCrossentropy(t, p, { ...c, axis: -1 }),
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [5, 1], values: [0, 1, 1, 0, 1] },
        { shape: [5, 1], low: 0, high: 1 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'saturated',
      config: {},
      inputs: [
        { shape: [4, 1], values: [0, 1, 1, 0] },
        { shape: [4, 1], values: [0, 1, 0, 1] },
      ],
    },
    {
      name: 'logits, smoothing, weights',
      config: { from_logits: true, label_smoothing: 0.2 },
      inputs: [
        { shape: [4, 2], low: 0, high: 1 },
        { shape: [4, 2], low: -3, high: 3 },
        { shape: [4], low: 0, high: 2 },
      ],
    },
  ],
});
