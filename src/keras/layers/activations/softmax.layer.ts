/** Softmax: turns scores into positive shares that add up to one. */

import { type Problem, ProblemError, problem } from '../../../base/problem';
import { formatShape, normalizeAxes, type Shape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisProblem, axisWords } from '../axes';

/** Absent positions get Keras' score: far below any other, yet finite. */
const ABSENT = -1e9;

/** A mask is lined up with the last axes of the input, as arrays broadcast. */
function maskProblem(mask: Shape, input: Shape): Problem | null {
  const lead = input.length - mask.length;
  const fits = lead >= 0 && mask.every((d, i) => d === 1 || d === input[lead + i]);
  if (fits) return null;
  return problem('mask-shape', `The mask ${formatShape(mask)} does not line up with ${formatShape(input)}.`, {
    expected: `sizes that are 1 or those of ${formatShape(input)}, counted from the last axis`,
    received: formatShape(mask),
  });
}

export default defineLayer({
  name: 'Softmax',
  family: 'activation',
  summary: 'Turns scores into probabilities that add up to one.',
  aliases: ['probabilities', 'normalise', 'classes'],
  inputs: { minRank: 1 },
  args: {
    axis: arg.tuple(0, -1, { doc: 'Axis, or axes, along which the outputs add up to one.' }),
  },
  masking: 'pass',
  card: (c) => [c.axis === -1 ? null : axisWords(c.axis)],
  check: (c, [x]) => axisProblem('axis', c.axis, x?.shape.length ?? 0),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axes = normalizeAxes(c.axis, input.rank);
    const mask = ctx.masks[0];
    if (!mask) return ops.softmax(input, axes);
    const bad = maskProblem(mask.shape, input.shape);
    if (bad) throw new ProblemError(bad);
    const y = ops.softmax(ops.where(mask, input, ABSENT), axes);
    return ops.where(mask, y, 0);
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 5], low: -3, high: 3 }] },
    { name: 'over the first axis of a sample', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }] },
    { name: 'over two axes', config: { axis: [1, 2] }, inputs: [{ shape: [2, 3, 4], low: -2, high: 2 }] },
    { name: 'masked', config: {}, inputs: [{ shape: [3, 6], mask: [3, 6] }] },
  ],
});
