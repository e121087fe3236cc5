/** Correlations of target and prediction vectors. Source: keras/src/metrics/correlation_metrics.py. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { EPSILON } from '../core/numerics';

const centred = (x: Tensor, axis: number): Tensor => ops.sub(x, ops.mean(x, axis, true));
const variance = (x: Tensor, axis: number): Tensor => ops.mean(ops.square(centred(x, axis)), axis, true);

export function pearson(t: Tensor, p: Tensor, axis: number): Tensor {
  const standard = (x: Tensor): Tensor => ops.div(centred(x, axis), ops.sqrt(variance(x, axis)));
  return ops.mean(ops.mul(standard(t), standard(p)), axis);
}

/** Keras centres the target on the mean of the prediction here; the mean over the axis is the same. */
export function concordance(t: Tensor, p: Tensor, axis: number): Tensor {
  const [meanT, meanP] = [ops.mean(t, axis, true), ops.mean(p, axis, true)];
  const together = ops.mul(ops.sub(t, meanP), ops.sub(p, meanP));
  const spread = ops.add(ops.add(variance(t, axis), variance(p, axis)), ops.square(ops.sub(meanT, meanP)));
  return ops.mean(ops.div(ops.mul(together, 2), ops.add(spread, EPSILON)), axis);
}
