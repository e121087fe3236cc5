/** ExponentialDecay: multiplies the rate by a factor every so many steps. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';

export default defineSchedule({
  name: 'ExponentialDecay',
  summary: 'Multiplies the rate by a factor every so many steps.',
  args: {
    initial_learning_rate: arg.float(undefined, { min: 0, doc: 'Learning rate at the start.' }),
    decay_steps: arg.int(undefined, { min: 1, doc: 'Steps after which the factor has been applied once.' }),
    decay_rate: arg.float(undefined, { min: 0, doc: 'The factor.' }),
    staircase: arg.bool(false, { doc: 'Applies the factor at once instead of bit by bit.' }),
    name: arg.string('ExponentialDecay', { doc: 'Name of the schedule.', rare: true }),
  },
  call(step, c) {
    const turns = ops.div(step, c.decay_steps);
    return ops.mul(ops.pow(ops.scalar(c.decay_rate), c.staircase ? ops.floor(turns) : turns), c.initial_learning_rate);
  },
  cases: [
    {
      name: 'smooth',
      config: { initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5 },
      inputs: [],
      extra: { steps: [0, 1, 5, 10, 25, 1000] },
    },
    {
      name: 'staircase',
      config: { initial_learning_rate: 0.01, decay_steps: 8, decay_rate: 0.9, staircase: true },
      inputs: [],
      extra: { steps: [0, 7, 8, 9, 16, 100] },
    },
  ],
});
