/** Tversky: dice with separate prices for false positives and false negatives. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { complement, EPSILON } from '../core/numerics';
import { overlapCases } from './overlap-cases';
import { areaAxesArg } from './overlaps';

const { reduction, name, dtype } = lossArgs('tversky');

export default defineLoss({
  name: 'Tversky',
  aliases: ['segmentation', 'overlap'],
  summary: 'Dice with separate prices for false positives and false negatives.',
  targets: 'any',
  logName: 'tversky',
  args: {
    alpha: arg.float(0.5, { min: 0, doc: 'Price of what the target has and the prediction lacks.' }),
    beta: arg.float(0.5, { min: 0, doc: 'Price of what the prediction has and the target lacks.' }),
    reduction,
    name,
    axis: areaAxesArg,
    dtype,
  },
  call(t, p, c) {
    const axes = c.axis ?? undefined;
    const overlap = ops.sum(ops.mul(t, p), axes);
    const missed = ops.sum(ops.mul(complement(p), t), axes);
    const extra = ops.sum(ops.mul(p, complement(t)), axes);
    const total = ops.add(ops.add(overlap, ops.mul(missed, c.alpha)), ops.mul(extra, c.beta));
    return ops.sub(1, ops.div(overlap, ops.add(total, EPSILON)));
  },
  cases: overlapCases({ alpha: 0.3, beta: 0.8 }),
});
