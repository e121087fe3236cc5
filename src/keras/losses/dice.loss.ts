/** Dice: one minus the overlap of target and prediction areas. */
import * as ops from '../../ops';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { EPSILON } from '../core/numerics';
import { overlapCases } from './overlap-cases';
import { areaAxesArg } from './overlaps';

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
    axis: areaAxesArg,
    dtype,
  },
  call(t, p, c) {
    const axes = c.axis ?? undefined;
    const overlap = ops.mul(ops.sum(ops.mul(t, p), axes), 2);
    const total = ops.add(ops.add(ops.sum(t, axes), ops.sum(p, axes)), EPSILON);
    return ops.sub(1, ops.div(overlap, total));
  },
  cases: overlapCases(),
});
