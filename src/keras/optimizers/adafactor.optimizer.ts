/** Adafactor: step sizes from row and column means of squared gradients, so that it keeps little. */
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineOptimizer } from '../core/definitions';
import { optimizerArgs } from './base-args';
import { baseCases } from './base-cases';

/** Square root of the mean square. */
const rms = (x: Tensor): Tensor => ops.sqrt(ops.mean(ops.square(x)));

export default defineOptimizer({
  name: 'Adafactor',
  ids: ['adafactor'],
  summary: 'Step sizes from row and column means of squared gradients, so that it keeps little.',
  args: optimizerArgs(0.001, {
    beta_2_decay: arg.float(-0.8, { doc: 'Exponent by which the average of squares slows down.', rare: true }),
    epsilon_1: arg.float(1e-30, { min: 0, doc: 'Added to squared gradients.', rare: true }),
    epsilon_2: arg.float(1e-3, { min: 0, doc: 'Least size of weights that steps are measured by.', rare: true }),
    clip_threshold: arg.float(1, { min: 0, exclusive: true, doc: 'Steps are cut down to this mean size.' }),
    relative_step: arg.bool(true, { doc: 'Lets a fixed learning rate shrink with the square root of the step.' }),
  }),
  slots(_, { shape }) {
    const velocity = { name: 'velocity' };
    // Keras makes two numbers that are never used where there is nothing to factor.
    if (shape.length < 2)
      return [{ name: 'row', shape: [], unnamed: true }, { name: 'column', shape: [], unnamed: true }, velocity];
    const [rows, columns] = [shape.slice(0, -1), [...shape.slice(0, -2), shape[shape.length - 1] as number]];
    return [{ name: 'row', shape: rows, unnamed: true }, { name: 'column', shape: columns, unnamed: true }, velocity];
  },
  update(ctx, c, variable, gradient, slots) {
    const [row0, column0, velocity0] = slots as [Tensor, Tensor, Tensor];
    const step = ops.add(ctx.iteration, 1);
    const shrinking = ops.div(1, ops.sqrt(step));
    // Keras shrinks a fixed rate once for relative_step and once more below; the minimum is the same.
    const rate = ops.minimum(ctx.learningRate, shrinking);
    const size = ops.mul(ops.maximum(rms(variable), c.epsilon_2), rate);
    const square = ops.add(ops.square(gradient), c.epsilon_1);
    const keep = ops.sub(1, ops.pow(step, c.beta_2_decay));
    const towards = (old: Tensor, value: Tensor): Tensor =>
      ops.add(ops.mul(keep, old), ops.mul(ops.sub(1, keep), value));
    const factored = variable.rank >= 2;
    const row = factored ? towards(row0, ops.mean(square, -1)) : row0;
    const column = factored ? towards(column0, ops.mean(square, -2)) : column0;
    const velocity = factored
      ? ops.mul(ops.expandDims(ops.div(row, ops.mean(row, -1, true)), -1), ops.expandDims(column, -2))
      : towards(velocity0, square);
    const move = ops.div(gradient, ops.sqrt(velocity));
    const clipped = ops.div(move, ops.maximum(ops.div(rms(move), c.clip_threshold), 1));
    return { variable: ops.sub(variable, ops.mul(size, clipped)), slots: [row, column, velocity] };
  },
  cases: [
    ...baseCases(0.05),
    {
      name: 'own arguments',
      config: { learning_rate: 0.3, beta_2_decay: -0.5, epsilon_1: 0.001, epsilon_2: 0.5, clip_threshold: 0.4 },
      inputs: [{ shape: [2, 3] }, { shape: [4] }],
      extra: { steps: 5, scales: [1, 3, 0.1] },
    },
    {
      name: 'fixed rate',
      config: { learning_rate: 0.9, relative_step: false },
      inputs: [{ shape: [3, 1] }, { shape: [1] }],
      extra: { steps: 5 },
    },
    {
      name: 'convolution and scalar',
      config: { learning_rate: 0.4 },
      inputs: [{ shape: [2, 2, 3, 2] }, { shape: [] }, { shape: [2, 1, 3] }],
      extra: { steps: 3 },
    },
  ],
});
