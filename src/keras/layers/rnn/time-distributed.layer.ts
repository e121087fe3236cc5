/** TimeDistributed: one layer applied to every step of a sequence, with the same weights. */
import { problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg, type ObjectValue } from '../../core/args';
import { isAlongBatch } from '../../core/batch-axis';
import { defineLayer } from '../../core/definitions';
import { resolve } from '../../core/registry';

const stepType = (x: ValueType): ValueType => ({ shape: [x.shape[0] as number, ...x.shape.slice(2)], dtype: x.dtype });

/** Keras calls the wrapped layer past the point where penalties on outputs are added. */
function withoutPenalty(layer: ObjectValue): ObjectValue {
  if (typeof layer === 'string' || !layer.config.activity_regularizer) return layer;
  return { ...layer, config: { ...layer.config, activity_regularizer: null } };
}

export default defineLayer({
  name: 'TimeDistributed',
  family: 'recurrent',
  summary: 'Applies one layer to every step of a sequence: an image layer to each frame of a film.',
  aliases: ['per step', 'frames', 'video', 'wrapper'],
  inputs: { minRank: 3, dtype: 'any' },
  args: {
    layer: arg.layer({ doc: 'The layer applied to each step.' }),
  },
  masking: 'pass',
  card: (c) => [typeof c.layer === 'string' ? c.layer : c.layer.className],
  check(c) {
    const { definition } = resolve('layer', c.layer);
    const { count } = definition.inputs;
    const least = typeof count === 'number' ? count : (count?.[0] ?? 1);
    if (least === 1 && definition.name !== 'InputLayer') return null;
    return problem('wrapped-layer', `${definition.name} cannot be applied to one step at a time.`, {
      where: 'layer',
      expected: 'a layer with one input',
      received: definition.name,
    });
  },
  build: (b, c, [x]) => b.layer('layer', withoutPenalty(c.layer), [stepType(x as ValueType)]),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const [batch, steps] = input.shape as [number, number];
    const rest = input.shape.slice(2);
    const apart = isAlongBatch(c.layer, input.rank - 1) || (ctx.training && ctx.keepsState('layer'));
    if (!apart) {
      const y = ctx.call('layer', [ops.reshape(input, [batch * steps, ...rest])]).outputs[0] as Tensor;
      return ops.reshape(y, [batch, steps, ...y.shape.slice(1)]);
    }
    // Random draws and moving averages go on from step to step; what looks along the batch must see that of one step.
    const each = Array.from({ length: steps }, (_, t) => {
      const step = ops.squeeze(ops.sliceAxis(input, 1, t, t + 1), 1);
      const mask = ctx.masks[0];
      const here = mask && mask.rank > 2 ? ops.squeeze(ops.sliceAxis(mask, 1, t, t + 1), 1) : null;
      return ctx.call('layer', [step], [here]).outputs[0] as Tensor;
    });
    return ops.stack(each, 1);
  },
  arithmetic(c, [x], [y]) {
    if (!x || !y) return [];
    const { definition, config } = resolve('layer', c.layer);
    return [...(definition.arithmetic?.(config, [stepType(x)], [stepType(y)]) ?? [])];
  },
  cases: [
    {
      name: 'Dense',
      config: { layer: { className: 'Dense', config: { units: 3, activation: 'tanh' } } },
      inputs: [{ shape: [2, 4, 5] }],
    },
    {
      name: 'Conv2D over frames',
      config: { layer: { className: 'Conv2D', config: { filters: 2, kernel_size: 2 } } },
      inputs: [{ shape: [2, 3, 4, 4, 1] }],
    },
    {
      name: 'Dropout draws anew at every step',
      config: { layer: { className: 'Dropout', config: { rate: 0.5, seed: 5 } } },
      inputs: [{ shape: [2, 3, 6] }],
      training: true,
    },
    {
      name: 'BatchNormalization step after step',
      config: { layer: { className: 'BatchNormalization', config: { momentum: 0.8 } } },
      inputs: [{ shape: [4, 3, 2] }],
      training: true,
    },
    {
      name: 'LayerNormalization along the rows of each step',
      config: { layer: { className: 'LayerNormalization', config: { axis: 0, scale: false, center: false } } },
      inputs: [{ shape: [4, 3, 2] }],
    },
    {
      name: 'masked',
      config: { layer: { className: 'Dense', config: { units: 2 } } },
      inputs: [{ shape: [2, 4, 3], mask: [2, 4] }],
    },
  ],
});
