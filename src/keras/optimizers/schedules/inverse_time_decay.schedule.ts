/** InverseTimeDecay: divides the rate by one plus a growing number. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { DECAY_CASES } from './decay-cases';
import { startArg } from './start';

export default defineSchedule({
  name: 'InverseTimeDecay',
  summary: 'Divides the rate by one plus a growing number.',
  args: {
    initial_learning_rate: startArg,
    decay_steps: arg.int(undefined, { min: 1, doc: 'Steps after which decay_rate has been added once.' }),
    decay_rate: arg.float(undefined, { min: 0, doc: 'What the divisor grows by.' }),
    staircase: arg.bool(false, { doc: 'Grows at once instead of bit by bit.' }),
    name: arg.string('InverseTimeDecay', { doc: 'Name of the schedule.', rare: true }),
  },
  call(step, c) {
    const turns = ops.div(step, c.decay_steps);
    const divisor = ops.add(ops.mul(c.staircase ? ops.floor(turns) : turns, c.decay_rate), 1);
    return ops.div(c.initial_learning_rate, divisor);
  },
  cases: DECAY_CASES,
});
