/** CosineDecayRestarts: falls along half a cosine and starts again, each time longer or lower. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { startArg } from './start';

export default defineSchedule({
  name: 'CosineDecayRestarts',
  summary: 'Falls along half a cosine and starts again, each time longer or lower.',
  args: {
    initial_learning_rate: startArg,
    first_decay_steps: arg.int(undefined, { min: 1, doc: 'Steps of the first fall.' }),
    t_mul: arg.float(2, { min: 1, doc: 'How much longer each fall is than the last.' }),
    m_mul: arg.float(1, { min: 0, doc: 'Rate each restart begins with, relative to the last.' }),
    alpha: arg.float(0, { min: 0, max: 1, doc: 'Rate at the end as a fraction of the initial one.' }),
    name: arg.string('SGDRDecay', { doc: 'Name of the schedule.', rare: true }),
  },
  call(step, c) {
    const progress = ops.div(step, c.first_decay_steps);
    const t = c.t_mul;
    const restart =
      t === 1
        ? ops.floor(progress)
        : ops.floor(ops.div(ops.log(ops.sub(1, ops.mul(progress, 1 - t))), ops.log(ops.scalar(t))));
    const growth = ops.pow(ops.scalar(t), restart);
    const begun = t === 1 ? restart : ops.div(ops.sub(1, growth), 1 - t);
    const done = ops.div(ops.sub(progress, begun), growth);
    const wave = ops.mul(ops.add(ops.cos(ops.mul(done, Math.PI)), 1), 0.5);
    const height = ops.mul(ops.pow(ops.scalar(c.m_mul), restart), wave);
    return ops.mul(ops.add(ops.mul(height, 1 - c.alpha), c.alpha), c.initial_learning_rate);
  },
  cases: [
    {
      name: 'doubling',
      config: { initial_learning_rate: 0.1, first_decay_steps: 10 },
      inputs: [],
      extra: { steps: [0, 1, 5, 9, 11, 20, 29, 31, 50] },
    },
    {
      name: 'equal falls',
      config: { initial_learning_rate: 0.1, first_decay_steps: 7, t_mul: 1, m_mul: 0.5, alpha: 0.1 },
      inputs: [],
      extra: { steps: [0, 6, 8, 13, 15, 100] },
    },
    {
      name: 'growing, lower',
      config: { initial_learning_rate: 0.1, first_decay_steps: 4, t_mul: 1.5, m_mul: 0.8 },
      inputs: [],
      extra: { steps: [0, 3, 5, 9, 11, 30] },
    },
  ],
});
