/**
 * From losses per sample to the one number that is minimized: how weights and masks enter and what the sum is divided
 * by. Source: keras/src/losses/loss.py.
 */
import { type Problem, ProblemError } from '../../base/problem';
import { sizeOf } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { arg, type ObjectValue } from './args';
import type { LossDefinition } from './definitions';
import { divideNoNan } from './numerics';
import { axisOf, axisProblem, broadcastProblem, weightsProblem } from './pair-check';
import { resolve } from './registry';

export const REDUCTIONS = ['sum_over_batch_size', 'mean', 'mean_with_sample_weight', 'sum', 'none'] as const;
export type Reduction = (typeof REDUCTIONS)[number];

/** The arguments every loss ends with; `name` is the default name Keras gives it. */
export const lossArgs = (name: string) => ({
  reduction: arg.orNone(
    arg.choice('sum_over_batch_size', REDUCTIONS, {
      doc: 'How losses of a batch become one number: divided by their count, by the sum of weights, or summed.',
      rare: true,
    }),
  ),
  name: arg.orNone(arg.string(name, { doc: 'Name of the loss.', rare: true })),
  dtype: arg.choice(null, ['float32'], { doc: 'Element type the loss computes in.', rare: true }),
});

/**
 * Brings two tensors to one rank where the ranks differ by one and the longer one ends in an axis of length 1: the
 * shorter gets that axis if it has one axis only, else the longer loses it.
 */
export function squeezeOrExpandToSameRank(a: Tensor, b: Tensor, expandRank1 = true): [Tensor, Tensor] {
  const match = (long: Tensor, short: Tensor): [Tensor, Tensor] => {
    if (long.shape[long.rank - 1] !== 1) return [long, short];
    if (short.rank === 1 && expandRank1) return [long, ops.expandDims(short, -1)];
    return [ops.squeeze(long, -1), short];
  };
  if (a.rank === b.rank + 1) return match(a, b);
  if (b.rank === a.rank + 1) {
    const [long, short] = match(b, a);
    return [short, long];
  }
  return [a, b];
}

/**
 * Turns a mask into weights and merges it with sample weights. Where the reduction divides by the number of elements,
 * valid ones weigh total / valid, so that the masked ones do not dilute the mean.
 */
export function applyMask(sampleWeight: Tensor | null, mask: Tensor | null, reduction: Reduction): Tensor | null {
  if (mask === null) return sampleWeight;
  let weights = ops.convert(mask, 'float32');
  if (reduction === 'mean' || reduction === 'sum_over_batch_size') {
    const share = divideNoNan(ops.scalar(sizeOf(mask.shape)), ops.sum(weights));
    weights = ops.mul(weights, share);
  }
  if (sampleWeight === null) return weights;
  const unfit = weightsProblem(sampleWeight.shape, mask.shape);
  if (unfit) throw new ProblemError(unfit);
  const [w, s] = squeezeOrExpandToSameRank(weights, ops.convert(sampleWeight, 'float32'));
  return ops.mul(s, w);
}

/**
 * Weighs losses and reduces them.
 * @param values one loss per sample (and step)
 * @param sampleWeight broadcasts against `values` after ranks are matched; null for none
 * @param mask bool, elements that count; null for none
 * @returns a scalar, or the weighted losses for 'none'
 */
export function reduceLoss(
  values: Tensor,
  sampleWeight: Tensor | null,
  mask: Tensor | null,
  reduction: Reduction = 'sum_over_batch_size',
): Tensor {
  const merged = applyMask(sampleWeight, mask, reduction);
  let weighted = values;
  let weights: Tensor | null = null;
  if (merged !== null) {
    const unfit = weightsProblem(merged.shape, values.shape);
    if (unfit) throw new ProblemError(unfit);
    const [v, w] = squeezeOrExpandToSameRank(values, ops.convert(merged, 'float32'));
    weighted = ops.mul(v, w);
    weights = w;
  }
  if (reduction === 'none' || weighted.rank === 0) return weighted;
  const total = ops.sum(weighted);
  if (reduction === 'sum') return total;
  if (reduction === 'mean_with_sample_weight' && weights !== null) return divideNoNan(total, ops.sum(weights));
  return ops.div(total, Math.max(1, sizeOf(weighted.shape)));
}

/** Why a loss cannot compare targets and predictions of these types, or null. */
function lossProblem(definition: LossDefinition, config: never, t: ValueType, p: ValueType): Problem | null {
  const { name } = definition;
  const rank = Math.max(t.shape.length, p.shape.length);
  const axis = axisProblem(name, axisOf(config), rank, 'what it compares has');
  return axis ?? definition.check?.(config, t, p) ?? (definition.check ? null : broadcastProblem(name, t, p));
}

/**
 * A loss object applied as Keras' `loss(y_true, y_pred, sample_weight)`: ranks matched, losses computed, weighted,
 * masked and reduced by the loss's own `reduction`.
 * @param yTrue targets in any dtype
 * @param mask mask of the predictions, as the last layer gives it
 * @throws ProblemError for an unknown loss or bad arguments
 */
export function computeLoss(
  value: ObjectValue,
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null = null,
  mask: Tensor | null = null,
): Tensor {
  const { definition, config } = resolve('loss', value);
  const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), ops.convert(yPred, 'float32'));
  const unfit = lossProblem(definition, config, t, p);
  if (unfit) throw new ProblemError(unfit);
  const losses = definition.call(t, p, config);
  const own = definition.mask?.(t, p, config) ?? null;
  const both = mask && own ? ops.and(mask, own) : (mask ?? own);
  return reduceLoss(losses, sampleWeight, both, (config as { reduction: Reduction | null }).reduction ?? 'none');
}
