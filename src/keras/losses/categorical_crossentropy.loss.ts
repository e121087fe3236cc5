/** CategoricalCrossentropy: for one class of many, one-hot targets: how surprised the predicted probabilities are. */
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { categoricalCrossentropy } from './crossentropies';
import { oneHotCases } from './crossentropy-cases';

export default defineLoss({
  name: 'CategoricalCrossentropy',
  aliases: ['softmax loss'],
  summary: 'For one class of many, one-hot targets: how surprised the predicted probabilities are.',
  targets: 'one-hot',
  logName: 'categorical_crossentropy',
  args: {
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores; the loss applies the softmax.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards equal shares.' }),
    axis: arg.int(-1, { doc: 'Axis of the classes.', rare: true }),
    ...lossArgs('categorical_crossentropy'),
  },
  call: categoricalCrossentropy,
  cases: oneHotCases(),
});
