/** CosineDecay: falls along half a cosine, after an optional warm-up. */

import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { startArg } from './start';

export default defineSchedule({
  name: 'CosineDecay',
  summary: 'Falls along half a cosine, after an optional warm-up.',
  args: {
    initial_learning_rate: startArg,
    decay_steps: arg.int(undefined, { min: 1, doc: 'Steps of the fall.' }),
    alpha: arg.float(0, { min: 0, doc: 'Rate at the end as a fraction of the one it falls from.' }),
    name: arg.string('CosineDecay', { doc: 'Name of the schedule.', rare: true }),
    warmup_target: arg.float(null, { min: 0, doc: 'Rate the warm-up rises to; none means no warm-up.' }),
    warmup_steps: arg.int(0, { min: 0, doc: 'Steps of the warm-up.' }),
  },
  call(step, c) {
    const fall = (from: number, at: Tensor): Tensor => {
      const wave = ops.mul(ops.add(ops.cos(ops.mul(ops.div(at, c.decay_steps), Math.PI)), 1), 0.5);
      return ops.mul(ops.add(ops.mul(wave, 1 - c.alpha), c.alpha), from);
    };
    const target = c.warmup_target;
    if (target === null) return fall(c.initial_learning_rate, ops.minimum(step, c.decay_steps));
    const at = ops.minimum(step, c.decay_steps + c.warmup_steps);
    const rise = ops.mul(ops.div(at, Math.max(1, c.warmup_steps)), target - c.initial_learning_rate);
    const warming = ops.lt(at, c.warmup_steps);
    return ops.where(warming, ops.add(rise, c.initial_learning_rate), fall(target, ops.sub(at, c.warmup_steps)));
  },
  cases: [
    {
      name: 'plain',
      config: { initial_learning_rate: 0.1, decay_steps: 10 },
      inputs: [],
      extra: { steps: [0, 1, 5, 9, 10, 11, 1000] },
    },
    {
      name: 'floor',
      config: { initial_learning_rate: 0.1, decay_steps: 7, alpha: 0.2 },
      inputs: [],
      extra: { steps: [0, 3, 7, 100] },
    },
    {
      name: 'warm-up',
      config: { initial_learning_rate: 0.001, decay_steps: 10, alpha: 0.05, warmup_target: 0.1, warmup_steps: 4 },
      inputs: [],
      extra: { steps: [0, 1, 3, 4, 5, 13, 14, 15, 100] },
    },
    {
      name: 'target without warm-up',
      config: { initial_learning_rate: 0.001, decay_steps: 10, warmup_target: 0.1 },
      inputs: [],
      extra: { steps: [0, 1, 10] },
    },
  ],
});
