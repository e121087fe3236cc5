/** The learned projections of attention layers: from features to heads and back. */
import { sizeOf } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import type { ObjectValue } from '../../core/args';
import type { CallContext, LayerBuilder } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';
import { withAxes } from '../core/fan-axes';

export interface ProjectionConfig {
  readonly use_bias: boolean;
  readonly kernel_initializer: ObjectValue | null;
  readonly bias_initializer: ObjectValue | null;
  readonly kernel_regularizer: ObjectValue | null;
  readonly bias_regularizer: ObjectValue | null;
  readonly kernel_constraint: ObjectValue | null;
  readonly bias_constraint: ObjectValue | null;
}

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
