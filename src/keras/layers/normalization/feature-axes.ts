/** Weights that stand for some axes of the input: their shape, and how they line up with it. */
import { normalizeAxis } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type AxisArgument, axisList } from '../axes';

/** Keras sorts the axes as they are written: negative ones come first. */
const sortedAxes = (axis: AxisArgument): number[] => axisList(axis).sort((a, b) => a - b);

export function featureShape(axis: AxisArgument, x: ValueType): number[] {
  return sortedAxes(axis).map((a) => x.shape[normalizeAxis(a, x.shape.length)] as number);
}

/** The weight with ones for the axes it does not stand for. */
export function spreadOver(weight: Tensor, axes: readonly number[], x: Tensor): Tensor {
  return ops.reshape(
    weight,
    x.shape.map((d, i) => (axes.includes(i) ? d : 1)),
  );
}
