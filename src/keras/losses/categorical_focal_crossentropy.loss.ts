/** CategoricalFocalCrossentropy: categorical cross-entropy that discounts classes already predicted well. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { complement } from '../core/numerics';
import { clipProbability, smoothOneHot } from './crossentropies';
import { oneHotCases } from './crossentropy-cases';

export default defineLoss({
  name: 'CategoricalFocalCrossentropy',
  aliases: ['class imbalance'],
  summary: 'Categorical cross-entropy that discounts classes already predicted well.',
  targets: 'one-hot',
  logName: 'categorical_focal_crossentropy',
  args: {
    alpha: arg.float(0.25, { min: 0, doc: 'Weight of all classes.' }),
    gamma: arg.float(2, { min: 0, doc: 'How strongly easy samples are discounted.' }),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores; the loss applies the softmax.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards equal shares.' }),
    axis: arg.int(-1, { doc: 'Axis of the classes.', rare: true }),
    ...lossArgs('categorical_focal_crossentropy'),
  },
  call(yTrue, yPred, c) {
    const t = smoothOneHot(yTrue, c.label_smoothing);
    const output = c.from_logits ? ops.softmax(yPred, c.axis) : yPred;
    const p = clipProbability(ops.div(output, ops.sum(output, c.axis, true)));
    const entropy = ops.neg(ops.mul(t, ops.log(p)));
    return ops.sum(ops.mul(ops.mul(ops.pow(complement(p), c.gamma), c.alpha), entropy), c.axis);
  },
  cases: oneHotCases({ alpha: 0.7, gamma: 1.5 }),
});
