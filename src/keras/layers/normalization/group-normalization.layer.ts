/** GroupNormalization: mean 0 and variance 1 over groups of channels of each sample, then a learned scale and shift. */
import { problem } from '../../../base/problem';
import { normalizeAxis } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisProblem } from '../axes';
import { SCALE_AND_SHIFT_PENALTIES } from '../penalty-cases';
import { buildScaleAndShift, limitArgs, startArgs } from './scale-and-shift';

const channelsOf = (axis: number, x: ValueType): number => x.shape[normalizeAxis(axis, x.shape.length)] as number;

/** Sizes of groups that split the channels evenly, largest first. */
const divisors = (n: number): number[] =>
  Array.from({ length: Math.min(n, 32) }, (_, i) => Math.min(n, 32) - i).filter((d) => n % d === 0);

export default defineLayer({
  name: 'GroupNormalization',
  family: 'normalization',
  summary: 'Rescales groups of channels of each sample to mean 0 and variance 1, whatever the batch holds.',
  aliases: ['group norm', 'instance norm', 'small batches'],
  inputs: { minRank: 2 },
  args: {
    groups: arg.int(32, { min: -1, doc: 'Number of groups; −1 gives every channel its own (instance normalisation).' }),
    axis: arg.int(-1, { doc: 'Axis of the channels.', rare: true }),
    epsilon: arg.float(0.001, { min: 0, doc: 'Added to the variance, so that nothing divides by zero.', rare: true }),
    ...startArgs,
    ...limitArgs,
  },
  masking: 'pass',
  card: (c) => [c.groups === -1 ? 'each channel' : `${c.groups} groups`],
  check(c, [x]) {
    const bad = axisProblem('axis', c.axis, x?.shape.length ?? 0);
    if (bad) return bad;
    const channels = channelsOf(c.axis, x as ValueType);
    if (c.groups === -1 || (c.groups > 0 && channels % c.groups === 0)) return null;
    return problem('groups-split', `${channels} channels do not split into ${c.groups} equal groups.`, {
      where: 'groups',
      expected: `a number that divides ${channels}, or −1`,
      received: String(c.groups),
      fixes: [...divisors(channels).slice(0, 1), -1].map((value) => ({
        label: value === -1 ? 'One group per channel' : `Use ${value}`,
        action: 'set-argument',
        params: { argument: 'groups', value },
      })),
    });
  },
  keeps: (c) => ({ axes: [c.axis], rank: true }),
  build(b, c, [x]) {
    const shape = [channelsOf(c.axis, x as ValueType)];
    buildScaleAndShift(b, c, shape);
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axis = normalizeAxis(c.axis, input.rank);
    const channels = input.shape[axis] as number;
    const groups = c.groups === -1 ? channels : c.groups;
    const split = (shape: readonly number[]): number[] => [
      ...shape.slice(0, axis),
      ...(shape[axis] === 1 ? [1, 1] : [groups, channels / groups]),
      ...shape.slice(axis + 1),
    ];
    const spread = (name: string): Tensor =>
      ops.reshape(ctx.weight(name), [
        ...input.shape.slice(0, axis).map(() => 1),
        groups,
        channels / groups,
        ...input.shape.slice(axis + 1).map(() => 1),
      ]);
    const grouped = ops.reshape(input, split(input.shape));
    const axes = grouped.shape.map((_, i) => i).filter((i) => i > 0 && i !== axis);
    const { mean, variance } = ops.moments(grouped, axes, true);
    const inverse = ops.rsqrt(ops.add(variance, c.epsilon));
    const factor = c.scale ? ops.mul(inverse, spread('gamma')) : inverse;
    const shift = ops.neg(ops.mul(mean, factor));
    const y = ops.add(ops.mul(grouped, factor), c.center ? ops.add(shift, spread('beta')) : shift);
    return ops.reshape(y, input.shape);
  },
  arithmetic(c, [x]) {
    const kinds = (c.scale ? 1 : 0) + (c.center ? 1 : 0);
    const channels = channelsOf(c.axis, x as ValueType);
    return [`${kinds * channels} = ${kinds}·${channels}`];
  },
  cases: [
    { name: 'two groups', config: { groups: 2 }, inputs: [{ shape: [2, 3, 6] }], training: true },
    { name: 'every channel its own', config: { groups: -1 }, inputs: [{ shape: [2, 3, 2, 3] }] },
    {
      name: 'channels in axis 1',
      config: { groups: 2, axis: 1, epsilon: 0.1, center: false },
      inputs: [{ shape: [2, 4, 3, 2] }],
    },
    { name: 'a masked sequence', config: { groups: 1, scale: false }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
    {
      name: 'penalties and constraints',
      config: { groups: 3, ...SCALE_AND_SHIFT_PENALTIES },
      inputs: [{ shape: [3, 6] }],
      training: true,
    },
  ],
});
