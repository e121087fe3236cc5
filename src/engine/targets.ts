/** Brings targets into the form a loss wants, as a user of Keras would have before calling fit. */
import { ProblemError, problem } from '../base/problem';
import { formatShape } from '../base/shape';
import type { LossDefinition } from '../keras';
import type { Tensor } from '../ops';
import * as ops from '../ops';

/**
 * A target times its scale, as floats; as it is where the scale is 1. It is multiplied batch by batch, so that data on
 * the device serves as input and as target.
 */
export const scaledTarget = (y: Tensor, scale: number): Tensor =>
  scale === 1 ? y : ops.mul(ops.convert(y, 'float32'), scale);

/**
 * Integer classes become one-hot rows for losses that want them, floats for the rest; a missing last axis is added
 * where the predictions have one of length 1.
 */
export function prepareTarget(y: Tensor, yPred: Tensor, loss: LossDefinition | null): Tensor {
  const classes = yPred.shape[yPred.rank - 1] ?? 1;
  if (y.dtype === 'int32' && loss?.targets === 'one-hot' && y.rank === yPred.rank - 1) return ops.oneHot(y, classes);
  if (y.dtype === 'int32' && loss?.targets === 'class-index') return y;
  const float = ops.convert(y, 'float32');
  return float.rank === yPred.rank - 1 && classes === 1 ? ops.expandDims(float, -1) : float;
}

/** Weight of each sample from its class; a class without a weight weighs 1. Source: keras/src/trainers/data_adapters. */
export function classWeights(y: Tensor, weights: { readonly [index: string]: number }): Tensor {
  const most = Math.max(0, ...Object.keys(weights).map(Number));
  // One row more than the largest named class stands for all classes beyond it.
  const table = Array.from({ length: most + 2 }, (_, i) => weights[String(i)] ?? 1);
  if (y.rank > 2) {
    throw new ProblemError(
      problem(
        'class-weight',
        `class_weight needs one class per sample; the targets have shape ${formatShape([null, ...y.shape.slice(1)])}.`,
        {
          where: 'fit.class_weight',
        },
      ),
    );
  }
  const index =
    y.rank === 2 && (y.shape[1] as number) > 1
      ? ops.argmax(y)
      : ops.convert(ops.reshape(y, [y.shape[0] as number]), 'int32');
  return ops.gather(ops.constant(table, [table.length]), index);
}
