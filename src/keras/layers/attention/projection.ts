/** The learned projections of attention layers: from features to heads and back. */
import { sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import type { CallContext, LayerBuilder } from '../../core/definitions';
import { activityPenalty } from '../../core/layer-plan';
import { weightArgs } from '../../core/weight-args';
import { withAxes } from '../core/fan-axes';

/** Arguments of the projections, and of the gate, in Keras' order. */
export const projectionArgs = {
  kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the projections.', rare: true }),
  bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the biases.', rare: true }),
  kernel_regularizer: arg.regularizer({ doc: 'Penalty on the projections, added to the loss.', rare: true }),
  bias_regularizer: arg.regularizer({ doc: 'Penalty on the biases, added to the loss.', rare: true }),
  activity_regularizer: arg.regularizer({
    doc: 'Penalty on what the projections give, added to the loss.',
    rare: true,
  }),
  kernel_constraint: arg.constraint({ doc: 'Projection applied to the kernels after each update.', rare: true }),
  bias_constraint: arg.constraint({ doc: 'Projection applied to the biases after each update.', rare: true }),
  use_gate: arg.bool(false, { doc: 'Whether a gate made of the query damps what each head gathered.', rare: true }),
};
export const biasArg = arg.bool(true, { doc: 'Whether the projections add a learned bias.' });

type ProjectionConfig = ArgValues<typeof projectionArgs> & { readonly use_bias: boolean };

export const featuresOf = (t: ValueType): number[] => [t.shape[t.shape.length - 1] as number];

/** Adds the penalty on what a projection gives, and gives it back. */
export const penalising =
  (ctx: CallContext, c: ProjectionConfig) =>
  (y: Tensor): Tensor => {
    if (c.activity_regularizer) ctx.addLoss(activityPenalty(c.activity_regularizer, y));
    return y;
  };

export function buildProjection(
  b: LayerBuilder,
  c: ProjectionConfig,
  name: string,
  from: readonly number[],
  to: readonly number[],
): void {
  const axes = [...from, ...to].map((_, i) => i);
  b.weight({
    name: `${name}/kernel`,
    shape: [...from, ...to],
    ...weightArgs(c, 'kernel'),
    initializer: withAxes(c.kernel_initializer, axes.slice(0, from.length), axes.slice(from.length)),
  });
  if (!c.use_bias) {
    // Keras makes it all the same, and thereby draws a seed.
    b.droppedInitializer(c.bias_initializer);
    return;
  }
  b.weight({ name: `${name}/bias`, shape: to, ...weightArgs(c, 'bias') });
}

/** x [..., from] through a projection to [..., to]; `inner` is how many axes `from` has. */
export function project(ctx: CallContext, c: ProjectionConfig, name: string, x: Tensor, inner: number): Tensor {
  const kernel = ctx.weight(`${name}/kernel`);
  const [from, to] = [kernel.shape.slice(0, inner), kernel.shape.slice(inner)];
  const lead = x.shape.slice(0, x.rank - inner);
  const flat = ops.matmul(
    ops.reshape(x, [sizeOf(lead), sizeOf(from)]),
    ops.reshape(kernel, [sizeOf(from), sizeOf(to)]),
  );
  const z = ops.reshape(flat, [...lead, ...to]);
  return c.use_bias ? ops.add(z, ctx.weight(`${name}/bias`)) : z;
}

/** `query 24 = (5 + 1)·2·2` */
export function projectionLine(
  c: ProjectionConfig,
  name: string,
  from: readonly number[],
  to: readonly number[],
): string {
  const bias = c.use_bias ? ' + 1' : '';
  const total = (sizeOf(from) + (c.use_bias ? 1 : 0)) * sizeOf(to);
  return `${name} ${total} = (${from.join('·')}${bias})·${to.join('·')}`;
}
