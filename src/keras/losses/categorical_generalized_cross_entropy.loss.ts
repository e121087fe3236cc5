/**
 * CategoricalGeneralizedCrossEntropy: between cross-entropy (q near 0) and absolute error (q near 1); robust
 * against wrong labels.
 */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { classesProblem } from '../core/pair-check';

export default defineLoss({
  name: 'CategoricalGeneralizedCrossEntropy',
  aliases: ['label noise'],
  summary: 'For class indices with some wrong labels: (1 - p^q) / q of the true class.',
  targets: 'class-index',
  logName: 'categorical_generalized_cross_entropy',
  args: {
    q: arg.float(0.5, {
      min: 0,
      max: 1,
      exclusive: true,
      doc: 'Near 0 like cross-entropy, near 1 like absolute error.',
    }),
    ...lossArgs('categorical_generalized_cross_entropy'),
  },
  // Keras compares a column of classes with every row.
  check: (_c, t, p) => classesProblem('CategoricalGeneralizedCrossEntropy', t, p, false),
  call(yTrue, yPred, c) {
    const classes = yPred.shape[yPred.rank - 1] ?? 1;
    const p = ops.sum(ops.mul(yPred, ops.oneHot(ops.convert(yTrue, 'int32'), classes)), -1);
    return ops.div(ops.sub(1, ops.pow(p, c.q)), c.q);
  },
  cases: [
    {
      name: 'classes',
      config: {},
      inputs: [
        { shape: [5], dtype: 'int32', high: 4 },
        { shape: [5, 4], simplex: true },
      ],
    },
    {
      name: 'q and weights',
      config: { q: 0.8 },
      inputs: [
        { shape: [5], dtype: 'int32', high: 4 },
        { shape: [5, 4], simplex: true },
        { shape: [5], low: 0, high: 2 },
      ],
    },
  ],
});
