/** Hinge losses per sample; shared by losses and metrics. Source: keras/src/losses/losses.py. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { complement } from '../core/numerics';
import type { SampleLoss } from './errors';

/** Targets of 0 and 1 become -1 and 1; a batch with any other value is left as it is. */
const signs: (t: Tensor) => Tensor = (t) => {
  const binary = ops.all(ops.or(ops.eq(t, 0), ops.eq(t, 1)));
  return ops.where(binary, ops.sub(ops.mul(t, 2), 1), t);
};

export const hinge: SampleLoss = (t, p) => ops.mean(ops.maximum(ops.sub(1, ops.mul(signs(t), p)), 0), -1);

export const squaredHinge: SampleLoss = (t, p) =>
  ops.mean(ops.square(ops.maximum(ops.sub(1, ops.mul(signs(t), p)), 0)), -1);

export const categoricalHinge: SampleLoss = (t, p) => {
  const positive = ops.sum(ops.mul(t, p), -1);
  const negative = ops.max(ops.mul(complement(t), p), -1);
  return ops.maximum(ops.add(ops.sub(negative, positive), 1), 0);
};
