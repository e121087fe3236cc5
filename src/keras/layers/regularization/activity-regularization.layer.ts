/** ActivityRegularization: a penalty on large values that pass through. */
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { activityPenalty } from '../../core/layer-plan';

export default defineLayer({
  name: 'ActivityRegularization',
  family: 'regularization',
  summary: 'Lets values through and adds a penalty on their size to the loss.',
  aliases: ['sparsity', 'penalty', 'l1', 'l2'],
  inputs: {},
  args: {
    l1: arg.float(0, { min: 0, doc: 'Weight of the sum of absolute values.' }),
    l2: arg.float(0, { min: 0, doc: 'Weight of the sum of squares.' }),
  },
  masking: 'pass',
  card: (c) => [c.l1 ? `l1 ${c.l1}` : null, c.l2 ? `l2 ${c.l2}` : null],
  call(ctx, c, [x]) {
    ctx.addLoss(activityPenalty({ className: 'L1L2', config: { l1: c.l1, l2: c.l2 } }, x as Tensor));
    return x as Tensor;
  },
  cases: [
    { name: 'both', config: { l1: 0.1, l2: 0.2 }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'a masked sequence', config: { l2: 0.5 }, inputs: [{ shape: [2, 3, 2], mask: [2, 3] }] },
    { name: 'none', config: {}, inputs: [{ shape: [2, 3] }], training: true },
  ],
});
