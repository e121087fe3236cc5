/** BinaryFocalCrossentropy: binary cross-entropy that discounts samples already predicted well. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { complement } from '../core/numerics';
import { elementBinaryCrossentropy, smoothBinary } from './crossentropies';
import { yesNoCases } from './crossentropy-cases';

export default defineLoss({
  name: 'BinaryFocalCrossentropy',
  aliases: ['class imbalance'],
  summary: 'Binary cross-entropy that discounts samples already predicted well.',
  targets: 'binary',
  logName: 'binary_focal_crossentropy',
  args: {
    apply_class_balancing: arg.bool(false, { doc: 'Weighs the two classes by alpha and 1 - alpha.' }),
    alpha: arg.float(0.25, { min: 0, doc: 'Weight of class 1; class 0 has the rest.' }),
    gamma: arg.float(2, { min: 0, doc: 'How strongly easy samples are discounted.' }),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores; the loss applies the sigmoid.' }),
    label_smoothing: arg.float(0, { min: 0, max: 1, doc: 'How far targets move towards a half.' }),
    axis: arg.int(-1, { doc: 'Axis the mean is taken over.', rare: true }),
    ...lossArgs('binary_focal_crossentropy'),
  },
  call(yTrue, yPred, c) {
    const t = smoothBinary(yTrue, c.label_smoothing);
    const p = c.from_logits ? ops.sigmoid(yPred) : yPred;
    const right = ops.add(ops.mul(t, p), ops.mul(complement(t), complement(p)));
    const focal = ops.mul(ops.pow(complement(right), c.gamma), elementBinaryCrossentropy(t, p, false));
    const balance = ops.add(ops.mul(t, c.alpha), ops.mul(complement(t), 1 - c.alpha));
    return ops.mean(c.apply_class_balancing ? ops.mul(balance, focal) : focal, c.axis);
  },
  cases: yesNoCases({ apply_class_balancing: true, alpha: 0.7, gamma: 1.5 }),
});
