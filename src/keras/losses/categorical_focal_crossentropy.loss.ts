/** CategoricalFocalCrossentropy: categorical cross-entropy that discounts classes already predicted well. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { complement } from '../core/numerics';
import { clipProbability, smoothOneHot } from './crossentropies';

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
  cases: [
    {
      name: 'probabilities',
      config: { alpha: 0.7, gamma: 1.5 },
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], simplex: true },
      ],
    },
    {
      name: 'saturated',
      config: { reduction: 'none' },
      inputs: [
        { shape: [3, 2], values: [0, 1, 1, 0, 1, 0] },
        { shape: [3, 2], values: [0, 1, 0, 1, 1, 0] },
      ],
    },
    {
      name: 'not summing to one',
      config: {},
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], low: 0.1, high: 3 },
      ],
    },
    {
      name: 'logits',
      config: { from_logits: true },
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], low: -8, high: 8 },
      ],
    },
    {
      name: 'smoothing and weights',
      config: { label_smoothing: 0.1 },
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], simplex: true },
        { shape: [4], low: 0, high: 2 },
      ],
    },
    {
      name: 'axis',
      config: { axis: 1, from_logits: true },
      inputs: [{ shape: [2, 3, 4], low: 0, high: 1 }, { shape: [2, 3, 4] }],
    },
    {
      name: 'steps with a mask',
      config: {},
      inputs: [
        { shape: [2, 4, 3], oneHot: true },
        { shape: [2, 4, 3], simplex: true, mask: [2, 4] },
      ],
    },
  ],
});
