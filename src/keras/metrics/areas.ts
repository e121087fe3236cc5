/** Areas under curves given by counts at rising thresholds. Source: keras/src/metrics/confusion_metrics.py. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { divideNoNan } from '../core/numerics';

/** True positives, false positives, true negatives, false negatives; thresholds along axis 0, labels may follow. */
export type CurveCounts = readonly [Tensor, Tensor, Tensor, Tensor];

const upper = (x: Tensor): Tensor => ops.sliceAxis(x, 0, 0, (x.shape[0] ?? 1) - 1);
const lower = (x: Tensor): Tensor => ops.sliceAxis(x, 0, 1, x.shape[0] ?? 1);

/** The curve's points: x and y at every threshold. */
function curvePoints(curve: string, [tp, fp, tn, fn]: CurveCounts): [Tensor, Tensor] {
  const recall = divideNoNan(tp, ops.add(tp, fn));
  if (curve === 'ROC') return [divideNoNan(fp, ops.add(fp, tn)), recall];
  if (curve === 'PR') return [recall, divideNoNan(tp, ops.add(tp, fp))];
  // Precision and recall measured from the share of positives upwards (Flach and Kull 2015).
  const scale = divideNoNan(ops.add(tp, fn), ops.add(tn, fp));
  const none = ops.eq(tp, 0);
  const gain = (errors: Tensor): Tensor => ops.sub(1, ops.mul(scale, divideNoNan(errors, tp)));
  return [ops.maximum(ops.where(none, 0, gain(fn)), 0), ops.where(none, 1, gain(fp))];
}

/** Sum of rectangles between neighbouring thresholds. */
export function areaUnder(curve: string, method: string, counts: CurveCounts): Tensor {
  const [x, y] = curvePoints(curve, counts);
  const [a, b] = [upper(y), lower(y)];
  const between = {
    interpolation: () => ops.div(ops.add(a, b), 2),
    minoring: () => ops.minimum(a, b),
    majoring: () => ops.maximum(a, b),
  };
  const heights = between[method as keyof typeof between]();
  return ops.sum(ops.mul(ops.sub(upper(x), lower(x)), heights), 0);
}

/** Area under precision against recall with true positives interpolated in between (Davis and Goadrich 2006). */
export function precisionRecallArea([tp, fp, , fn]: CurveCounts): Tensor {
  const called = ops.add(tp, fp);
  const [more, fewer] = [upper(called), lower(called)];
  const found = ops.sub(upper(tp), lower(tp));
  const slope = divideNoNan(found, ops.maximum(ops.sub(more, fewer), 0));
  const intercept = ops.sub(lower(tp), ops.mul(slope, fewer));
  const both = ops.and(ops.gt(more, 0), ops.gt(fewer, 0));
  const ratio = ops.where(both, divideNoNan(more, ops.maximum(fewer, 0)), 1);
  const area = ops.mul(slope, ops.add(found, ops.mul(intercept, ops.log(ratio))));
  return ops.sum(divideNoNan(area, ops.maximum(ops.add(lower(tp), lower(fn)), 0)), 0);
}
