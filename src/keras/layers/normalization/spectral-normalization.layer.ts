/**
 * SpectralNormalization: while training, the wrapped layer's kernel is divided by its largest singular value, found by a
 * few steps of power iteration that go on from call to call.
 * Source: Miyato et al., "Spectral normalization for generative adversarial networks" (2018).
 */
import { problem } from '../../../base/problem';
import { sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg, type ObjectValue } from '../../core/args';
import { defineLayer, type LayerDefinition } from '../../core/definitions';
import { buildLayer } from '../../core/layer-plan';
import { resolve } from '../../core/registry';
import { repeatsProblem } from '../../core/size-limit';
import { VariableList } from '../../core/variable-list';

const LAYER = 'layer';
const VECTOR = 'vector_u';
const EPSILON = 1e-7;

/** Names under which layers keep the matrix that is normalised. */
const KERNELS: ReadonlySet<string> = new Set(['kernel', 'embeddings']);

/** x over its length, all elements together. */
const unit = (x: Tensor): Tensor => ops.mul(x, ops.minimum(ops.rsqrt(ops.sum(ops.square(x))), 1 / EPSILON));

/** Columns of the matrix the layer's kernel is, every other axis folded. */
function columnsOf(layer: ObjectValue, x: ValueType): number {
  const list = new VariableList({ next: () => 0 });
  const plan = buildLayer(layer, LAYER, [x], list);
  const kernel = [...plan.variables.values()].find((v) => KERNELS.has(v.name));
  return kernel?.shape[kernel.shape.length - 1] as number;
}

/** Whether a layer has a kernel of its own, as Dense, the convolutions and Embedding have. */
function hasKernel(definition: LayerDefinition): boolean {
  const initializers = ['kernel_initializer', 'embeddings_initializer', 'depthwise_initializer'];
  if (definition.family === 'recurrent' || definition.family === 'attention') return false;
  if (Object.hasOwn(definition.args, 'pointwise_initializer')) return false;
  return initializers.some((name) => Object.hasOwn(definition.args, name));
}

export default defineLayer({
  name: 'SpectralNormalization',
  family: 'normalization',
  summary: 'Keeps the largest stretch of a layer at 1 while training, which calms discriminators.',
  aliases: ['spectral norm', 'GAN', 'Lipschitz', 'wrapper', 'weight norm'],
  inputs: { dtype: 'any' },
  args: {
    layer: arg.layer({ doc: 'The layer whose kernel is normalised.' }),
    power_iterations: arg.int(1, { min: 1, doc: 'Steps towards the largest singular value per call.' }),
  },
  together: (c) => repeatsProblem('power_iterations', c.power_iterations),
  card: (c) => [typeof c.layer === 'string' ? c.layer : c.layer.className],
  check(c) {
    const { definition } = resolve('layer', c.layer);
    if (hasKernel(definition)) return null;
    return problem('wrapped-layer', `${definition.name} has no kernel of its own to normalise.`, {
      where: 'layer',
      expected: 'Dense, a convolution or Embedding',
      received: definition.name,
    });
  },
  keeps: () => ({ axes: [-1] }),
  build(b, c, [x]) {
    const columns = columnsOf(c.layer, x as ValueType);
    const initializer = { className: 'TruncatedNormal', config: { stddev: 0.02 } };
    b.weight({ name: VECTOR, shape: [1, columns], initializer, trainable: false, late: true });
    b.layer(LAYER, c.layer, [x as ValueType]);
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const call = (): Tensor => ops.convert(ctx.call(LAYER, [input]).outputs[0] as Tensor, input.dtype);
    const variable = [...ctx.innerVariables(LAYER)].find(([name]) => KERNELS.has(name))?.[1];
    if (!ctx.training || !variable) return call();
    const kernel = ctx.read(variable);
    const columns = kernel.shape[kernel.rank - 1] as number;
    const matrix = ops.reshape(kernel, [sizeOf(kernel.shape) / columns, columns]);
    const before = ctx.weight(VECTOR);
    let u = before;
    let v = u;
    for (let i = 0; i < c.power_iterations; i++) {
      v = unit(ops.matmul(u, matrix, false, true));
      u = unit(ops.matmul(v, matrix));
    }
    u = ops.stopGradient(u);
    const largest = ops.matmul(ops.matmul(ops.stopGradient(v), matrix), u, false, true);
    // A kernel of zeros stays as it is.
    const zero = ops.all(ops.eq(kernel, 0));
    ctx.assign(VECTOR, ops.where(zero, before, u));
    const divisor = ops.where(zero, 1, ops.reshape(largest, []));
    ctx.write(variable, ops.div(kernel, divisor));
    return call();
  },
  cases: [
    {
      name: 'Dense, training',
      config: { layer: { className: 'Dense', config: { units: 3 } } },
      inputs: [{ shape: [4, 5] }],
      training: true,
    },
    {
      name: 'Dense, inference',
      config: { layer: { className: 'Dense', config: { units: 3 } } },
      inputs: [{ shape: [4, 5] }],
    },
    {
      name: 'Conv2D, three iterations',
      config: {
        layer: { className: 'Conv2D', config: { filters: 2, kernel_size: 2, activation: 'tanh' } },
        power_iterations: 3,
      },
      inputs: [{ shape: [2, 3, 4, 2] }],
      training: true,
    },
    {
      name: 'penalty on the normalised kernel',
      config: { layer: { className: 'Dense', config: { units: 3, kernel_regularizer: 'l2' } } },
      inputs: [{ shape: [2, 4] }],
      training: true,
    },
    {
      name: 'frozen, called twice',
      config: { layer: { className: 'Dense', config: { units: 3, trainable: false } } },
      inputs: [{ shape: [3, 4] }],
      training: true,
      extra: { calls: 2 },
    },
  ],
});
