/** PReLU: a leaky rectifier that learns its slopes. */

import type { ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';

/** Shape of the slopes: one per position of a sample, one for all along shared axes. Axis 1 is the first of a sample. */
function slopeShape(shared: number | readonly number[] | null, x: ValueType): number[] {
  const axes = shared === null ? [] : typeof shared === 'number' ? [shared] : shared;
  return x.shape.slice(1).map((d, i) => (axes.includes(i + 1) ? 1 : d));
}

export default defineLayer({
  name: 'PReLU',
  family: 'activation',
  summary: 'A rectifier that learns how much of each negative value to let through.',
  aliases: ['parametric relu', 'learned slope'],
  inputs: { minRank: 2 },
  args: {
    alpha_initializer: arg.initializer('Zeros', { doc: 'Starting values of the slopes.' }),
    alpha_regularizer: arg.regularizer({ doc: 'Penalty on the slopes, added to the loss.' }),
    alpha_constraint: arg.constraint({ doc: 'Projection applied to the slopes after each update.', rare: true }),
    shared_axes: arg.tuple(0, null, {
      min: 1,
      doc: 'Axes along which one slope serves all; 1 and 2 share over an image.',
    }),
  },
  masking: 'pass',
  card: (c) => [c.shared_axes === null ? null : `shared over ${[c.shared_axes].flat().join(', ')}`],
  // Keras holds sizes only where axes are shared; without, other sizes may broadcast.
  keeps(c, first) {
    const shared = c.shared_axes === null ? null : [c.shared_axes].flat();
    const own = first.shape.map((_, i) => i).filter((i) => i > 0 && !shared?.includes(i));
    return { axes: shared === null ? [] : own, rank: true };
  },
  build(b, c, [x]) {
    b.weight({ name: 'alpha', shape: slopeShape(c.shared_axes, x as ValueType), ...weightArgs(c, 'alpha') });
  },
  call(ctx, _c, [x]) {
    const input = x as ops.Tensor;
    return ops.sub(ops.relu(input), ops.mul(ctx.weight('alpha'), ops.relu(ops.neg(input))));
  },
  arithmetic(c, [x]) {
    const shape = slopeShape(c.shared_axes, x as ValueType);
    return [`${shape.reduce((n, d) => n * d, 1)} = ${shape.join('·')}`];
  },
  cases: [
    {
      name: 'one slope per feature',
      config: { alpha_initializer: { className: 'RandomUniform', config: { minval: 0.1, maxval: 0.5, seed: 1 } } },
      inputs: [{ shape: [3, 5] }],
    },
    {
      name: 'shared over an image, penalty and constraint',
      config: {
        alpha_initializer: { className: 'RandomUniform', config: { minval: -0.3, maxval: 0.5, seed: 2 } },
        alpha_regularizer: { className: 'L1', config: { l1: 0.1 } },
        alpha_constraint: 'non_neg',
        shared_axes: [1, 2],
      },
      inputs: [{ shape: [2, 3, 4, 2] }],
      training: true,
    },
  ],
});
