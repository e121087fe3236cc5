/** BinaryCrossentropy: for yes or no: how surprised the predicted probability is by the truth. */
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { binaryCrossentropy } from './crossentropies';
import { yesNoCases } from './crossentropy-cases';

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
  cases: yesNoCases(),
});
