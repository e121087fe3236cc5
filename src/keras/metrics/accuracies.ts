/** Matches of targets and predictions, 1 or 0 per sample. Source: keras/src/metrics/accuracy_metrics.py. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { toFloat } from '../core/numerics';

/** Class indices as float32, without the axis of length 1 they may come with. */
function classes(yTrue: Tensor, yPred: Tensor): Tensor {
  return yTrue.rank === yPred.rank && yTrue.shape[yTrue.rank - 1] === 1 ? ops.squeeze(yTrue, -1) : yTrue;
}

export const equalMatches = (t: Tensor, p: Tensor): Tensor => toFloat(ops.eq(t, p));

export const binaryMatches = (t: Tensor, p: Tensor, threshold: number): Tensor =>
  toFloat(ops.eq(t, toFloat(ops.gt(p, threshold))));

export const categoricalMatches = (t: Tensor, p: Tensor): Tensor => toFloat(ops.eq(ops.argmax(t), ops.argmax(p)));

export const sparseMatches = (t: Tensor, p: Tensor): Tensor => toFloat(ops.eq(classes(t, p), toFloat(ops.argmax(p))));

/** Whether fewer than k predictions exceed that of the true class; `target` holds class indices. */
function inTopK(target: Tensor, p: Tensor, k: number): Tensor {
  const hit = ops.eq(ops.expandDims(ops.convert(target, 'int32'), -1), ops.iota(p.shape, p.rank - 1));
  const score = ops.sum(ops.where(hit, p, 0), -1, true);
  return toFloat(ops.lt(ops.sum(toFloat(ops.gt(p, score)), -1), k));
}

export const topKMatches = (t: Tensor, p: Tensor, k: number): Tensor => inTopK(ops.argmax(t), p, k);

/** @param sorted predictions are class indices, best first, rather than scores */
export function sparseTopKMatches(t: Tensor, p: Tensor, k: number, sorted: boolean): Tensor {
  const target = classes(t, p);
  if (!sorted) return inTopK(target, p, k);
  const best = ops.sliceAxis(p, -1, 0, Math.min(k, p.shape[p.rank - 1] ?? 0));
  return ops.max(toFloat(ops.eq(ops.expandDims(target, -1), best)), -1);
}
