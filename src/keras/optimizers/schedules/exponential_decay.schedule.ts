/** ExponentialDecay: multiplies the rate by a factor every so many steps. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { DECAY_CASES } from './decay-cases';
import { startArg } from './start';

export default defineSchedule({
  name: 'ExponentialDecay',
  summary: 'Multiplies the rate by a factor every so many steps.',
  args: {
    initial_learning_rate: startArg,
    decay_steps: arg.int(undefined, { min: 1, doc: 'Steps after which the factor has been applied once.' }),
    decay_rate: arg.float(undefined, { min: 0, doc: 'The factor.' }),
    staircase: arg.bool(false, { doc: 'Applies the factor at once instead of bit by bit.' }),
    name: arg.string('ExponentialDecay', { doc: 'Name of the schedule.', rare: true }),
  },
  call(step, c) {
    const turns = ops.div(step, c.decay_steps);
    return ops.mul(ops.pow(ops.scalar(c.decay_rate), c.staircase ? ops.floor(turns) : turns), c.initial_learning_rate);
  },
  cases: DECAY_CASES,
});
