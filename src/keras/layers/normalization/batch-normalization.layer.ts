/**
 * BatchNormalization: every feature gets mean 0 and variance 1 over the batch, then a learned scale and shift. Moving
 * averages of the batches' statistics stand in for them in inference, and in training when the layer is frozen.
 */
import { normalizeAxis, type Shape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg, type ObjectValue } from '../../core/args';
import { type CallContext, defineLayer } from '../../core/definitions';
import { axisProblem } from '../axes';
import { buildScaleAndShift, limitArgs, startArgs } from './scale-and-shift';

const EPSILON = 1e-7;

const args = {
  axis: arg.int(-1, { doc: 'Axis of the features, each normalised on its own; the last, where channels stand.' }),
  momentum: arg.float(0.99, { min: 0, max: 1, doc: 'How much of the moving averages a batch leaves in place.' }),
  epsilon: arg.float(0.001, {
    min: 0,
    doc: 'Added to the variance, so that a constant feature divides by no zero.',
    rare: true,
  }),
  ...startArgs,
  moving_mean_initializer: arg.initializer('zeros', { doc: 'Starting values of the moving mean.', rare: true }),
  moving_variance_initializer: arg.initializer('ones', { doc: 'Starting values of the moving variance.', rare: true }),
  ...limitArgs,
  renorm: arg.bool(false, { doc: 'Whether training corrects each batch towards the moving statistics.', rare: true }),
  renorm_clipping: arg.json(null, { doc: 'Bounds of that correction: rmin, rmax and dmax.', rare: true }),
  renorm_momentum: arg.float(0.99, {
    min: 0,
    max: 1,
    doc: 'Momentum of the statistics the correction uses.',
    rare: true,
  }),
};
type Config = ArgValues<typeof args>;

interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Mean and biased variance over all axes but one, absent steps left out; one value per feature. */
function batchStatistics(x: Tensor, axis: number, mask: Tensor | null): Statistics {
  const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
  if (!mask) return ops.moments(x, axes);
  const present = ops.broadcastTo(ops.expandDims(mask, -1), x.shape);
  const weight = ops.add(ops.sum(ops.convert(present, 'float32'), axes, true), EPSILON);
  const mean = ops.div(ops.sum(ops.where(present, x, 0), axes, true), weight);
  const squares = ops.square(ops.where(present, ops.sub(x, mean), 0));
  const features = [x.shape[axis] as number];
  return {
    mean: ops.reshape(mean, features),
    variance: ops.reshape(ops.div(ops.sum(squares, axes, true), weight), features),
  };
}

function keepAverage(ctx: CallContext, name: string, value: Tensor, momentum: number): Tensor {
  const next = ops.add(ops.mul(ctx.weight(name), momentum), ops.mul(value, 1 - momentum));
  ctx.assign(name, next);
  return next;
}

/** Gamma and beta corrected towards the moving statistics, and those statistics moved on (Ioffe, 2017). */
function renormalise(ctx: CallContext, c: Config, s: Statistics): { gamma: Tensor; beta: Tensor } {
  const clip = (c.renorm_clipping ?? {}) as { rmin?: number; rmax?: number; dmax?: number };
  const deviation = ops.sqrt(ops.add(s.variance, c.epsilon));
  const known = ops.maximum(ctx.weight('renorm_stddev'), Math.sqrt(c.epsilon));
  let r = ops.div(deviation, known);
  let d = ops.div(ops.sub(s.mean, ctx.weight('renorm_mean')), known);
  if (clip.rmin !== undefined) r = ops.maximum(r, clip.rmin);
  if (clip.rmax !== undefined) r = ops.minimum(r, clip.rmax);
  if (clip.dmax !== undefined) d = ops.clip(d, -clip.dmax, clip.dmax);
  r = ops.stopGradient(r);
  d = ops.stopGradient(d);
  keepAverage(ctx, 'renorm_mean', s.mean, c.renorm_momentum);
  keepAverage(ctx, 'renorm_stddev', deviation, c.renorm_momentum);
  keepAverage(ctx, 'moving_mean', s.mean, c.momentum);
  const moved = keepAverage(ctx, 'moving_stddev', deviation, c.momentum);
  ctx.assign('moving_variance', ops.relu(ops.sub(ops.square(moved), c.epsilon)));
  const gamma = c.scale ? ops.mul(r, ctx.weight('gamma')) : r;
  const shift = c.scale ? ops.mul(d, ctx.weight('gamma')) : d;
  return { gamma, beta: c.center ? ops.add(shift, ctx.weight('beta')) : shift };
}

/** A copy of an initializer, which takes a seed of its own where none is given. */
const copied = (value: ObjectValue | null): ObjectValue | null =>
  typeof value === 'string' || value === null ? value : { ...value };

export default defineLayer({
  name: 'BatchNormalization',
  family: 'normalization',
  summary: 'Rescales every feature to mean 0 and variance 1 over the batch, which steadies and speeds up training.',
  aliases: ['batch norm', 'batchnorm', 'BN', 'standardise'],
  inputs: { minRank: 2 },
  args,
  masking: 'pass',
  card: (c) => [c.momentum === 0.99 ? null : `momentum ${c.momentum}`, c.axis === -1 ? null : `axis ${c.axis}`],
  check: (c, [x]) => axisProblem('axis', c.axis, x?.shape.length ?? 0),
  keeps: (c) => ({ axes: [c.axis], rank: true }),
  build(b, c, [x]) {
    const input = x?.shape ?? [];
    const shape: Shape = [input[normalizeAxis(c.axis, input.length)] as number];
    const add = (name: string, initializer: ObjectValue | null, root = false) =>
      b.weight({ name, shape, initializer, root, trainable: false });
    buildScaleAndShift(b, c, shape);
    add('moving_mean', c.moving_mean_initializer);
    add('moving_variance', c.moving_variance_initializer);
    if (c.renorm) {
      add('moving_stddev', copied(c.moving_variance_initializer), true);
      add('renorm_mean', copied(c.moving_mean_initializer));
      add('renorm_stddev', copied(c.moving_variance_initializer), true);
    }
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const axis = normalizeAxis(c.axis, input.rank);
    const learning = ctx.training && ctx.trainable;
    const s: Statistics = learning
      ? batchStatistics(input, axis, ctx.masks[0] ?? null)
      : { mean: ctx.weight('moving_mean'), variance: ctx.weight('moving_variance') };
    let gamma = c.scale ? ctx.weight('gamma') : null;
    let beta = c.center ? ctx.weight('beta') : null;
    if (learning && c.renorm) {
      ({ gamma, beta } = renormalise(ctx, c, s));
    } else if (learning) {
      keepAverage(ctx, 'moving_mean', s.mean, c.momentum);
      keepAverage(ctx, 'moving_variance', s.variance, c.momentum);
    }
    const spread = (v: Tensor): Tensor =>
      ops.reshape(
        v,
        input.shape.map((d, i) => (i === axis ? d : 1)),
      );
    const inverse = ops.rsqrt(ops.add(s.variance, c.epsilon));
    const factor = gamma ? ops.mul(inverse, gamma) : inverse;
    const shift = ops.neg(ops.mul(s.mean, factor));
    return ops.add(ops.mul(input, spread(factor)), spread(beta ? ops.add(shift, beta) : shift));
  },
  arithmetic(c, [x]) {
    const shape = x?.shape ?? [];
    const features = shape[normalizeAxis(c.axis, shape.length)] as number;
    const kinds = (c.scale ? 1 : 0) + (c.center ? 1 : 0);
    const moving = c.renorm ? 5 : 2;
    return [
      `${kinds * features} trainable = ${kinds}·${features}`,
      `${moving * features} moving = ${moving}·${features}`,
    ];
  },
  cases: [
    { name: 'training', config: {}, inputs: [{ shape: [5, 4] }], training: true },
    { name: 'inference', config: {}, inputs: [{ shape: [5, 4] }] },
    {
      name: 'an image, other constants and starting values',
      config: {
        momentum: 0.8,
        epsilon: 0.01,
        beta_initializer: { className: 'RandomNormal', config: { seed: 1 } },
        gamma_initializer: { className: 'RandomUniform', config: { minval: 0.5, maxval: 1.5, seed: 2 } },
        moving_mean_initializer: { className: 'RandomNormal', config: { seed: 3 } },
        moving_variance_initializer: { className: 'RandomUniform', config: { minval: 0.5, maxval: 2, seed: 4 } },
        beta_regularizer: { className: 'L2', config: { l2: 0.1 } },
        gamma_regularizer: { className: 'L1', config: { l1: 0.1 } },
        beta_constraint: 'non_neg',
        gamma_constraint: { className: 'MaxNorm', config: { max_value: 1 } },
      },
      inputs: [{ shape: [3, 4, 3, 2] }],
      training: true,
    },
    { name: 'channels in axis 1', config: { axis: 1 }, inputs: [{ shape: [3, 2, 4, 3] }], training: true },
    { name: 'no shift', config: { center: false }, inputs: [{ shape: [4, 3] }], training: true },
    { name: 'no factor', config: { scale: false }, inputs: [{ shape: [4, 3] }], training: true },
    {
      name: 'a masked sequence',
      config: { momentum: 0.5 },
      inputs: [{ shape: [3, 5, 4], mask: [3, 5] }],
      training: true,
    },
    { name: 'frozen', config: { trainable: false }, inputs: [{ shape: [5, 4] }], training: true },
    {
      name: 'renorm',
      config: { renorm: true, renorm_momentum: 0.9 },
      inputs: [{ shape: [6, 3], high: 3 }],
      training: true,
    },
    {
      name: 'renorm, random starting values',
      config: {
        renorm: true,
        moving_mean_initializer: { className: 'RandomNormal', config: {} },
        moving_variance_initializer: { className: 'RandomUniform', config: { minval: 0.5, maxval: 2 } },
      },
      inputs: [{ shape: [6, 3], high: 3 }],
    },
    {
      name: 'renorm with bounds',
      config: { renorm: true, renorm_clipping: { rmin: 0.5, rmax: 0.9, dmax: 0.3 }, scale: false },
      inputs: [{ shape: [6, 3], high: 3 }],
      training: true,
    },
  ],
});
