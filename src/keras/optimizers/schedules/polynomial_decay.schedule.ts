/** PolynomialDecay: falls along a power curve to an end value. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineSchedule } from '../../core/definitions';
import { startArg } from './start';

export default defineSchedule({
  name: 'PolynomialDecay',
  summary: 'Falls along a power curve to an end value.',
  args: {
    initial_learning_rate: startArg,
    decay_steps: arg.int(undefined, { min: 1, doc: 'Steps until the end value.' }),
    end_learning_rate: arg.float(0.0001, { min: 0, doc: 'Rate at the end.' }),
    power: arg.float(1, { doc: 'Power of the curve; 1 is a straight line.' }),
    cycle: arg.bool(false, { doc: 'Starts again, stretched, after each fall.' }),
    name: arg.string('PolynomialDecay', { doc: 'Name of the schedule.', rare: true }),
  },
  call(step, c) {
    const turns = ops.where(ops.eq(step, 0), 1, ops.ceil(ops.div(step, c.decay_steps)));
    const length = c.cycle ? ops.mul(turns, c.decay_steps) : ops.scalar(c.decay_steps);
    const done = ops.div(ops.minimum(step, length), length);
    const left = ops.pow(ops.maximum(ops.sub(1, done), 0), c.power);
    return ops.add(ops.mul(left, c.initial_learning_rate - c.end_learning_rate), c.end_learning_rate);
  },
  cases: [
    {
      name: 'line',
      config: { initial_learning_rate: 0.1, decay_steps: 10 },
      inputs: [],
      extra: { steps: [0, 1, 5, 10, 11, 1000] },
    },
    {
      name: 'curve',
      config: { initial_learning_rate: 0.1, decay_steps: 8, end_learning_rate: 0.01, power: 2.5 },
      inputs: [],
      extra: { steps: [0, 3, 7, 8, 20] },
    },
    {
      name: 'cycle',
      config: { initial_learning_rate: 0.1, decay_steps: 10, end_learning_rate: 0.02, power: 0.5, cycle: true },
      inputs: [],
      extra: { steps: [0, 3, 9, 10, 11, 15, 20, 21, 95] },
    },
  ],
});
