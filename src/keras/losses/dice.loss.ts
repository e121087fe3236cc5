/** Dice: one minus the overlap of target and prediction areas. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { EPSILON } from '../core/numerics';

const { reduction, name, dtype } = lossArgs('dice');

export default defineLoss({
  name: 'Dice',
  aliases: ['segmentation', 'overlap'],
  summary: 'One minus the overlap of target and prediction areas.',
  targets: 'any',
  logName: 'dice',
  args: {
    reduction,
    name,
    axis: arg.tuple(0, null, { doc: 'Axes summed over; none takes all of them, the batch included.' }),
    dtype,
  },
  call(t, p, c) {
    const axes = c.axis ?? undefined;
    const overlap = ops.mul(ops.sum(ops.mul(t, p), axes), 2);
    const total = ops.add(ops.add(ops.sum(t, axes), ops.sum(p, axes)), EPSILON);
    return ops.sub(1, ops.div(overlap, total));
  },
  cases: [
    {
      name: 'whole batch',
      config: {},
      inputs: [
        { shape: [4, 3], low: 0, high: 1 },
        { shape: [4, 3], low: 0, high: 1 },
      ],
    },
    {
      name: 'per sample',
      config: { axis: [1, 2] },
      inputs: [
        { shape: [2, 3, 4], low: 0, high: 1 },
        { shape: [2, 3, 4], low: 0, high: 1 },
        { shape: [2], low: 0, high: 2 },
      ],
    },
    {
      name: 'nothing there',
      config: {},
      inputs: [
        { shape: [2, 2], values: [0, 0, 0, 0] },
        { shape: [2, 2], values: [0, 0, 0, 0] },
      ],
    },
  ],
});
